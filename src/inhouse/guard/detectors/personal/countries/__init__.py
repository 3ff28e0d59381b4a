"""The numbers that countries give, by ISO 3166 code in small letters: a list of `Identity` each."""
