"""The rows of bot.db."""
