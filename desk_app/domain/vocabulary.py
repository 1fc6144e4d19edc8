"""The closed sets that rules, cases and papers share."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """Where an application was handed in."""

    STATE_CORPORATION = "state_corporation"
    PROVIDER = "provider"
    PORTAL = "portal"


class DeskKind(StrEnum):
    """Which kind of counter this workplace is."""

    STATE_CORPORATION = "state_corporation"
    PROVIDER = "provider"


class RequestedStatus(StrEnum):
    """The status a ground can refuse; the two must never be confused."""

    JOB_SEEKER = "job_seeker"
    UNEMPLOYED = "unemployed"


class Outcome(StrEnum):
    """The deeds that end the work on a case at a desk."""

    ACCEPT = "accept"
    REFUSE_ACCEPTANCE = "refuse_acceptance"
    RETURN_OR_REDIRECT = "return_or_redirect"
    REGISTER = "register"
    REFUSE = "refuse"


class CheckValue(StrEnum):
    """What a check established; unknown never supports a refusal."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Bearing(StrEnum):
    """What a check's value means for a requested status."""

    BAR = "bar"
    WARN = "warn"
    INFO = "info"
    CLEAR = "clear"


class Role(StrEnum):
    """What an operator is to the office."""

    OPERATOR = "operator"
    SPECIALIST = "specialist"
    APPROVER = "approver"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Provenance(StrEnum):
    """How a rule is known; only `VERBATIM` and `COMPUTED` need no look by a lawyer."""

    VERBATIM = "V"
    COMPUTED = "C"
    SECONDARY = "S"
    BACKGROUND = "B"
    INFERRED = "I"
    DRAFT = "draft"


class PaperKind(StrEnum):
    """The six papers of the service; the values are the form names of the commands."""

    APPLICATION = "application"
    RECEIPT = "receipt"
    ACCEPTANCE_REFUSAL = "acceptance-refusal"
    CERTIFICATE = "certificate"
    REFUSAL = "refusal"
    MEMO = "memo"
