"""Holds manifests (a JSON list on stdin) against the schemas of the Kubernetes versions in argv, unknown fields refused.
Prints a line per fault; kinds that are not Kubernetes' own have no schema here and are named on stderr."""

import functools
import json
import sys

from kubernetes_validate import utils

# Every call reads the same definitions.
utils.schema_contents = functools.lru_cache(maxsize=None)(utils.schema_contents)

unknown = set()
for manifest in json.load(sys.stdin):
    for version in sys.argv[1:]:
        name = f"{manifest['kind']}/{manifest['metadata']['name']}"
        try:
            utils.validate(manifest, version, strict=True)
        except utils.SchemaNotFoundError:
            unknown.add(manifest["kind"])
        except utils.ValidationError as fault:
            where = ".".join(str(part) for part in fault.path)
            print(f"{name}: {where}: {fault.message[:300]} (Kubernetes {version})")
if unknown:
    print(f"without a schema: {', '.join(sorted(unknown))}", file=sys.stderr)
