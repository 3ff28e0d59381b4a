"""What all HTTP shares on the way in.

Every request passes one rim: it gets an id, a body limit, a caller, security headers, and an error body that never
says more than code, message and hint. A route declares who may call it by the type of its first argument
(`edge.callers`); a house test refuses a route that does not.

Edge does not know who people are: it is given a function that turns headers into a caller.
"""
