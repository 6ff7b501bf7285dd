"""Rules of reading groups: values in, values out."""
