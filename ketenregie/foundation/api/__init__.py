"""What every API view of the house shares (NL API Design Rules 2.2.0); see the modules.

The base view is `ketenregie.foundation.api.views.ApiView`: not imported here, because DRF reads this
module (renderer, parser) while it is still building its own views.
"""

from ketenregie.foundation.api.etag import PreconditionFailed, PreconditionRequired, etag_of
from ketenregie.foundation.api.handler import problem_handler
from ketenregie.foundation.api.json import CamelJSONParser, CamelJSONRenderer, Letterlijk
from ketenregie.foundation.api.pagination import Pagination
from ketenregie.foundation.api.schema import schema_hook
from ketenregie.foundation.api.serializers import LijstVraag, StrictSerializer

__all__ = [
    "CamelJSONParser",
    "CamelJSONRenderer",
    "Letterlijk",
    "LijstVraag",
    "Pagination",
    "PreconditionFailed",
    "PreconditionRequired",
    "StrictSerializer",
    "etag_of",
    "problem_handler",
    "schema_hook",
]
