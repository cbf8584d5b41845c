"""The canonical text: one text for one meaning, whatever the layout, the quotes, the order of keys.

JSON with sorted keys. A key that says what its absence says is left out, so that a format that grows keeps
old hashes; therefore a default, once published, never changes within a version of the format. Lists whose
order means nothing are sorted by their types; the other lists keep their order.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

from pydantic import BaseModel


def _plain(value: Any, written: Any) -> Any:
    """A field's canonical value: `written` is what its type writes, `value` what it holds."""
    if isinstance(value, BaseModel) and isinstance(written, dict):
        return canonical_document(value)
    if isinstance(value, Mapping) and isinstance(written, dict):
        return {
            str(key): _plain(item, out)
            for (key, item), out in zip(value.items(), written.values(), strict=True)
        }
    if (
        isinstance(value, tuple)
        and len(value) == len(written)
        and any(isinstance(item, BaseModel) for item in value)
    ):
        return [_plain(item, out) for item, out in zip(value, written, strict=True)]
    return written


def canonical_value(model: BaseModel, name: str) -> Any:
    """What one field of a model says, as plain data; two fields say the same when these are equal."""
    written = model.model_dump(mode="json", by_alias=True, include={name})
    return _plain(getattr(model, name), written[type(model).model_fields[name].alias or name])


def canonical_document(model: BaseModel) -> dict[str, Any]:
    """A model as plain data in the document's own keys, without what is left to its default."""
    document = {}
    for name, field in type(model).model_fields.items():
        value = canonical_value(model, name)
        if field.is_required() or value != _default(type(model), name):
            document[field.alias or name] = value
    return document


def _default(kind: type[BaseModel], name: str) -> Any:
    default = kind.model_fields[name].get_default(call_default_factory=True, validated_data={})
    return canonical_value(kind.model_construct(**{name: default}), name)


def canonical_text(model: BaseModel, without: Collection[str] = ()) -> str:
    """The canonical text of a model, without some of its keys; ends with a newline."""
    document = {key: value for key, value in canonical_document(model).items() if key not in without}
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
