"""How a brief is cited: what is known of it as a work, the usual styles, and the formats of reference managers."""
