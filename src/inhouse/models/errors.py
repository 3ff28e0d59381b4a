"""What can go wrong between the catalogue and a model's answer, drawn as a tree.

NotFound (404)
|- ModelUnknown          no such model, or it is not enabled
|- AccountUnknown        no such account
`- BrainUnknown          what was offered is not there any more
InvalidRequest (400)
|- PromptTooLong         can never fit; details: tokens, context_tokens
|- UpstreamRefused       the model's server refuses the request as it stands
|  `- PromptFiltered     its content filter stopped the prompt
|- OptionLacking         the model's wire has no field for what is asked
|- FartherThanDeclared   an address that a destination of this class may not have
|- PullRefused           a model file is not what it should be, or may not be fetched from there
`- ModelNameMissing      a server offers several models and none was chosen
Conflict (409)
|- DefaultStays          the default can be moved to another model, not taken away
|- AccountInUse          a model still answers there, or another account has the name
`- ChangedByGateOnly     sealed: where words may go is changed on the server's command line alone
TooMany (429)
|- QueueFull             too many wait for this model already
`- UpstreamBusy          the model's server tells us to slow down
Unavailable (503)
|- PullFailed            a model file could not be fetched now
|- CredentialMissing     an account's key is not where it was said to be
|- ModelUnavailable      the model's server is away, starting, or broke; worth another try
`- BadAnswer             what came back is not an answer; the text so far is kept
   `- AnswerBroken       the answer ended in the middle

What a model's server itself did wrong is also a ServerTrouble.
"""

from inhouse.core.errors import Conflict, InvalidRequest, NotFound, TooMany, Unavailable


class ServerTrouble:
    """What is known of a server's trouble besides the words for people.

    `cause` stands in the ledger: the status it answered, or the code of what broke on the way. `wait` is for how many
    seconds it asked to be left alone (Retry-After). `transient`: the same request may do better in a moment. `said` is
    the server's own short code for it, `page` if it answered with a web page; None if it said nothing we understand.
    """

    cause: str | None = None
    said: str | None = None
    wait: float | None = None
    transient: bool = False


class ModelUnknown(NotFound):
    """There is no such model, or nobody may use it."""

    code = "model_unknown"

    def __init__(self) -> None:
        super().__init__("There is no such model.", hint="GET /api/models lists those that you may use.")


class AccountUnknown(NotFound):
    """There is no such account."""

    code = "account_unknown"

    def __init__(self) -> None:
        super().__init__("There is no such account.", hint="GET /api/admin/accounts lists them.")


class AccountInUse(Conflict):
    """A model still answers at the account, or another account has the name."""

    code = "account_in_use"


class ChangedByGateOnly(Conflict):
    """Sealed: where words may go, and with which key, is changed on the server's command line alone."""

    code = "changed_by_gate_only"

    def __init__(self) -> None:
        super().__init__(
            "Inhouse runs sealed: this server cannot change where words may go, nor the keys for it.",
            hint="On the machine of the gate: inhouse accounts edit NAME, inhouse models add NAME; then: "
            "inhouse gate list",
        )


class FartherThanDeclared(InvalidRequest):
    """An account's address is farther away than it was declared."""

    code = "farther_than_declared"


class PullRefused(InvalidRequest):
    """A model file is not what it should be, or may not be fetched from there."""

    code = "pull_refused"


class PullFailed(Unavailable):
    """A model file could not be fetched now."""

    code = "pull_failed"


class CredentialMissing(Unavailable):
    """An account's key is not where it was said to be."""

    code = "credential_missing"


class BrainUnknown(NotFound):
    """What was offered is not there any more."""

    code = "brain_unknown"

    def __init__(self) -> None:
        super().__init__("This offer is not there any more.", hint="Look again for what can be used.")


class PromptTooLong(ServerTrouble, InvalidRequest):
    """The prompt alone is longer than the model's context, as the model itself counted."""

    code = "prompt_too_long"

    def __init__(self, tokens: int, context_tokens: int) -> None:
        super().__init__(
            f"This is {tokens} tokens long; the model can take {context_tokens}.",
            hint="Shorten it, or choose a model with a larger context.",
            details={"tokens": tokens, "context_tokens": context_tokens},
        )
        self.tokens = tokens
        self.context_tokens = context_tokens


class UpstreamRefused(ServerTrouble, InvalidRequest):
    """The model's server refuses the request as it stands."""

    code = "model_refused"


class PromptFiltered(UpstreamRefused):
    """The content filter of the model's provider stopped the prompt."""

    code = "prompt_filtered"


class OptionLacking(InvalidRequest):
    """The way this model is spoken to has no field for what is asked."""

    code = "option_lacking"


class ModelNameMissing(InvalidRequest):
    """A server offers several models and none was chosen."""

    code = "model_name_missing"


class DefaultStays(Conflict):
    """The default can be moved to another model, not taken away."""

    code = "default_stays"


class QueueFull(TooMany):
    """Too many wait for this model already."""

    code = "queue_full"


class UpstreamBusy(ServerTrouble, TooMany):
    """The model's server tells us to slow down."""

    code = "model_busy"


class ModelUnavailable(ServerTrouble, Unavailable):
    """The model's server is away, starting, or broke; worth another try in a moment."""

    code = "model_unavailable"


class BadAnswer(ServerTrouble, Unavailable):
    """What came back is not an answer."""

    code = "bad_answer"


class AnswerBroken(BadAnswer):
    """The answer ended in the middle."""

    code = "answer_broken"
