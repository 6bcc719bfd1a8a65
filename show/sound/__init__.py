"""What the show sounds like: a music bed and stings, made by arithmetic alone, and the mix of them."""
