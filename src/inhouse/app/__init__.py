"""The wiring: the only place that builds concrete things and hands them to the rooms.

rooms.py        what every command needs: database, vault, people, models
ways.py         the way in and the way out, as the settings draw them
serve.py        all of it: database and engine as children, the road, HTTP
check.py        the test of a model, from the command line
demo.py         the promises seen to hold, with a pretend provider
walks.py        the demo for people in the browser
doctor.py       how far each promise holds
exporting.py    the export for training
publishing.py   the ledger's files, published and exported
node.py         the name of this server
api.py          the HTTP side put together, and its route table
"""

from inhouse.app.api import Route, openapi, routes
from inhouse.app.approvals import Approvals
from inhouse.app.check import check_model
from inhouse.app.demo import demo
from inhouse.app.doctor import examine
from inhouse.app.exporting import training
from inhouse.app.publishing import export_ledger, signing_keys
from inhouse.app.rooms import VERSION, Progress, Rooms, open_rooms
from inhouse.app.sealed import serve_gate, serve_sealed
from inhouse.app.sealed_process import serve_beside
from inhouse.app.serve import serve
from inhouse.app.status import status
from inhouse.app.step import Step

__all__ = [
    "VERSION",
    "Approvals",
    "Progress",
    "Rooms",
    "Route",
    "Step",
    "check_model",
    "demo",
    "examine",
    "export_ledger",
    "open_rooms",
    "openapi",
    "routes",
    "serve",
    "serve_beside",
    "serve_gate",
    "serve_sealed",
    "signing_keys",
    "status",
    "training",
]
