"""Stories: one public async function for each thing that can be asked of Footnote."""
