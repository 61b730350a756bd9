"""EPCIS queries: which parameters there are, and the typed question they make (EPCIS 2.0 §8.2.7).

`read_text` takes the pairs of a query string, `read_json` the JSON object of a stored query; both answer a `Query`
or raise `Refused` with every parameter that is wrong, by name. `nguongoc.trace.events.pages.page` answers it, page by
page; `pages.among` picks from events that a follower of the log holds.
"""

from nguongoc.domain.epcis.query.families import FAMILIES
from nguongoc.domain.epcis.query.model import Query
from nguongoc.domain.epcis.query.reading import PAGE_ALONE, is_definition, problems, read_json, read_text

__all__ = ["FAMILIES", "PAGE_ALONE", "Query", "is_definition", "problems", "read_json", "read_text"]
