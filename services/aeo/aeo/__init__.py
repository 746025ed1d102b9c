"""The AEO service: programmes, mutual-recognition agreements and the work plans that lead to them."""
