"""Simple recurrent cells."""

from symbolic.catalog.entry import Entry

rnn = Entry(
    title="Elman (simple) RNN",
    key="elman1990finding",
    equations="h[t] = tanh(W @ x[t] + U @ h[t-1] + b)",
    sizes={"x": "n", "h": "m"},
    summary="The hidden units of the step before are an input of this step.",
    note="Elman's units are logistic; tanh is today's choice and changes no count.",
)
