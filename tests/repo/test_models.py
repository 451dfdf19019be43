"""What an import graph cannot see in the tables."""

from django.apps import apps


def test_no_foreign_key_leaves_its_context() -> None:
    leaving = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("samspill.")
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model and field.related_model._meta.app_label != model._meta.app_label
    ]
    assert leaving == []


def test_no_model_holds_logic() -> None:
    """Decisions live in rules, queries in store; a model is a table with constraints."""
    methods = [
        f"{model._meta.label}.{name}"
        for model in apps.get_models()
        if model.__module__.startswith("samspill.")
        for name, value in vars(model).items()
        if callable(value)
        and not name.startswith(("_", "get_"))
        and name not in {"DoesNotExist", "MultipleObjectsReturned"}
        and getattr(value, "__module__", "") == model.__module__
        and not isinstance(value, type)
    ]
    assert methods == []
