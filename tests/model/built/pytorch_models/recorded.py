"""What is recorded of each network: its counts and arrays, and its ONNX file."""

import warnings

import torch

from .registry import EXPORTED, MODELS

NOT_OLDER = {"encoder_layer", "norms", "bilinear", "learned_first_state"}
"""Networks that the older exporter cannot write, or without one of their arrays."""


def build(name):
    """The network with numbers of its own in every array, so that no two arrays are equal by chance."""
    torch.manual_seed(0)
    net = MODELS[name]()
    for array in net.parameters():
        if array.is_floating_point():
            with torch.no_grad():
                array.copy_(torch.randn(array.shape))
    return net.eval()


def arrays(net):
    """Every array by all its names, but for how many batches a norm has seen."""
    parameters = dict(net.named_parameters(remove_duplicate=False))
    buffers = net.named_buffers(remove_duplicate=False)
    return parameters | {name: array for name, array in buffers if not name.endswith("num_batches_tracked")}


def counts(net):
    """Trained numbers and all others, each array once."""
    tensors = {id(array): array for array in arrays(net).values()}.values()
    trained = sum(array.numel() for array in tensors if array.requires_grad)
    return trained, sum(array.numel() for array in tensors) - trained


def record(name):
    """What `recorded/pytorch_models.jsonl` keeps: the counts, and what a file of arrays says of the network."""
    net = build(name)
    stored, aliases, names = {}, {}, {}
    for path, array in net.state_dict(keep_vars=True).items():
        if id(array) in names:
            aliases[path] = names[id(array)]
        elif isinstance(array, torch.Tensor):
            names[id(array)] = path
            stored[path] = [str(array.dtype).removeprefix("torch."), list(array.shape)]
    return {"name": name, "counts": counts(net), "arrays": stored, "aliases": aliases, "onnx": name in EXPORTED}


def export(name, path, **options):
    """The network as ONNX, without the places in the source that the exporter writes to every operator."""
    import onnx

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(build(name), EXPORTED[name], path, external_data=False, verbose=False, **options)
    written = onnx.load(path)
    for node in written.graph.node:
        for place in reversed(range(len(node.metadata_props))):
            if node.metadata_props[place].key != "pkg.torch.onnx.name_scopes":
                del node.metadata_props[place]
    onnx.save(written, path)


def export_quantised(name, path):
    """The same with weights of eight bits, by ONNX Runtime."""
    from onnxruntime.quantization import quantize_dynamic

    plain = path.with_suffix(".plain.onnx")
    export(name, plain)
    quantize_dynamic(plain, path)
    plain.unlink()
