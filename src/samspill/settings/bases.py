"""Where the FHIR base is, as callers may write it."""

from samspill.http.fhir.addresses import PREFIX
from samspill.settings.environment import Settings


def fhir_bases(settings: Settings, *, port: int) -> tuple[str, ...]:
    """Return the absolute addresses of the FHIR base, one for each host name, without a slash at the end.

    Args:
        settings: the host names, and whether callers come through HTTPS (then the proxy's port is the usual one).
        port: the port that is listened on.
    """
    named = [host for host in settings.hosts if host != "*"] or [settings.address]
    if settings.https:
        return tuple(f"https://{host.lower()}{PREFIX}" for host in named)
    bases = [f"http://{host.lower()}:{port}{PREFIX}" for host in named]
    if port == 80:
        bases += [f"http://{host.lower()}{PREFIX}" for host in named]
    return tuple(bases)
