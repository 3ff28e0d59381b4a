"""How a text is made plain for detectors, step by step, with the way back to the text as it was given."""
