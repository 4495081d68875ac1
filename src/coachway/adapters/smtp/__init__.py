"""E-mail: over SMTP, or into files where no server is set."""
