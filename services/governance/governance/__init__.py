"""The regional-governance service: regions, members, council sessions, conferences, decisions, Vice-Chair terms."""
