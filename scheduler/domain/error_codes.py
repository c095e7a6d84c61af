"""Why something was refused, as one code each; every member has its sentence in every language.

The sentences stand in `api/i18n` under `invalid.<code>`, `conflict.<code>` and `failure.<code>`.
"""

from enum import StrEnum


class InvalidCode(StrEnum):
    """What is wrong with a value; the last three are said by forms only."""

    BEFORE_FIRST = "before_first"
    BUSY_OF_ONE = "busy_of_one"
    COMES_WITH_ANOTHER = "comes_with_another"
    EMPTY = "empty"
    HAS_ZONE = "has_zone"
    HIDDEN_CHARACTERS = "hidden_characters"
    HOURS_NEED_A_CAMPUS = "hours_need_a_campus"
    ITSELF = "itself"
    KEEPS_NO_HOURS = "keeps_no_hours"
    LONGER_THAN_A_YEAR = "longer_than_a_year"
    NO_DATE_LEFT = "no_date_left"
    NO_ZONE = "no_zone"
    NOT_A_CALENDAR_ADDRESS = "not_a_calendar_address"
    NOT_A_DATE = "not_a_date"
    NOT_A_LINK = "not_a_link"
    NOT_A_MONDAY = "not_a_monday"
    NOT_A_PLACE = "not_a_place"
    NOT_A_UID = "not_a_uid"
    NOT_AFTER_START = "not_after_start"
    NOT_AN_ADDRESS = "not_an_address"
    NOT_WEEKDAYS = "not_weekdays"
    NOT_ON_THE_MINUTE = "not_on_the_minute"
    NOT_ONE_LINE = "not_one_line"
    ONE_OF = "one_of"
    ON_NO_CAMPUS = "on_no_campus"
    OUT_OF_RANGE = "out_of_range"
    OUT_OF_YEARS = "out_of_years"
    PASSWORD_IS_ADDRESS = "password_is_address"  # noqa: S105 - about one, not one
    PASSWORD_TOO_SHORT = "password_too_short"  # noqa: S105 - about one, not one
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    TOO_MUCH_IN_FEED = "too_much_in_feed"
    TOO_SMALL = "too_small"
    TWICE = "twice"
    UNKNOWN = "unknown"
    UNKNOWN_ZONE = "unknown_zone"
    UNREADABLE = "unreadable"
    WORKERS_NEED_POSTGRESQL = "workers_need_postgresql"
    ZONE_WITHOUT_RULE = "zone_without_rule"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_TIME = "not_a_time"
    WRONG_FORM = "wrong_form"


class ConflictCode(StrEnum):
    """Why a thing is not in a state in which this can be done."""

    ALREADY_DECIDED = "already_decided"
    ALREADY_EXISTS = "already_exists"
    ALREADY_FOLLOWED = "already_followed"
    CLAIM_OVERLAP = "claim_overlap"
    ENDED = "ended"
    IMPORT_REFUSED = "import_refused"
    IN_USE = "in_use"
    IN_USE_OR_UNKNOWN = "in_use_or_unknown"
    LOOKED_LATELY = "looked_lately"
    NOT_A_FACULTY = "not_a_faculty"
    NOT_CANCELLED = "not_cancelled"
    NOT_EMPTY = "not_empty"
    NOT_FOLLOWED = "not_followed"
    NOT_HELD = "not_held"
    NOT_PUBLISHED = "not_published"
    NOT_SOLVED = "not_solved"
    ONESELF = "oneself"
    PERIOD_OVER = "period_over"
    PUBLISHED = "published"
    STILL_RUNNING = "still_running"
    TOO_MANY_FEEDS = "too_many_feeds"
    TOO_MANY_SOURCES = "too_many_sources"
    TOO_MANY_TOKENS = "too_many_tokens"
    UID_TAKEN = "uid_taken"
    UNITS_HELD = "units_held"


class Failure(StrEnum):
    """Why a calendar elsewhere could not be read; never with its address, which is a secret."""

    ADDRESS_REFUSED = "address_refused"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    GONE = "gone"
    ANSWER_REFUSED = "answer_refused"
    TOO_LARGE = "too_large"
    NOT_A_CALENDAR = "not_a_calendar"
    UNREADABLE = "unreadable"
    TOO_MUCH = "too_much"
