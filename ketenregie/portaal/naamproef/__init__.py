"""How well persons are recognised: invented people with a known truth, and what the matcher makes of them."""
