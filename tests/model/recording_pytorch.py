"""The networks of `built/pytorch_models/`, recorded: ``python tests/model/recording_pytorch.py``.

It needs the extra `frameworks`. ``recorded/pytorch_models.jsonl`` has a line for each network: its trained numbers and
all others as PyTorch counts them, and the arrays of its state dict. ``files/onnx`` are some of them as the exporters
write them, with the numbers that each holds in ``totals.json``.
"""

import json
from pathlib import Path

HERE = Path(__file__).parent
LINES = HERE / "recorded" / "pytorch_models.jsonl"
ONNX = HERE / "files" / "onnx"
KEPT = (
    *("tagger", "tied_language_model", "encoder_decoder", "one_layer_twice", "attention", "encoder_layer"),
    *("convolutions", "norms", "activations", "learned_first_state", "adapters"),
)
OTHERWISE = {
    "norm_behind_a_convolution": True,
    "norms_before_training": True,
    "places_as_angles": True,
    "first_state_of_ones_own": False,
    "places_in_a_buffer": False,
    "levels_before_training": False,
}
"""Those of which a file holds other arrays than the module: by today's exporter, or by the older one."""

QUANTISED = ("tagger", "regression", "residual")


def strip(path):
    """Without the lines of code that the exporter writes beside each operator, which name this machine."""
    import onnx

    model = onnx.load(path)
    for node in model.graph.node:
        kept = [pair for pair in node.metadata_props if not pair.key.endswith("stack_trace")]
        del node.metadata_props[:]
        node.metadata_props.extend(kept)
    onnx.save(model, path)


def main():
    from built import pytorch_models as built

    rows = [built.record(name) for name in built.MODELS]
    LINES.write_text("".join(json.dumps(row, sort_keys=True) + "\n" for row in rows))
    totals = {}
    for name in KEPT:
        built.export(name, ONNX / f"{name}.onnx")
        totals[f"{name}.onnx"] = sum(built.counts(built.build(name)))
    for name in QUANTISED:
        built.export_quantised(name, ONNX / f"{name}_int8.onnx")
        totals[f"{name}_int8.onnx"] = sum(built.counts(built.build(name)))
    for name, today in OTHERWISE.items():
        built.export_otherwise(name, ONNX / f"{name}.onnx", dynamo=today)
        strip(ONNX / f"{name}.onnx")
        totals[f"{name}.onnx"] = sum(built.OTHERWISE[name][2 if today else 4])
    (ONNX / "totals.json").write_text(json.dumps(totals, sort_keys=True, indent=2) + "\n")
    print(f"{len(rows)} networks, {len(totals)} files")


if __name__ == "__main__":
    main()
