#!/usr/bin/env python3
"""Counts the uses of keys in a vault's log by identity and operation, repetitions removed.

What a short script does instead of `keyhaul audit --vault-log`, with the standard library alone: one process, one
thread, every record parsed by `json`. It looks for nothing else: no clocks, no excess operations, no bounds, no page.

Usage: count.py FOLDER
"""

import collections
import json
import os
import sys

uses = collections.Counter()
seen = set()
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        with open(os.path.join(folder, name), "rb") as log:
            for line in log:
                record = json.loads(line)
                if record.get("category") != "AuditEvent":
                    continue
                row = (record["correlationId"], record["time"], record["operationName"])
                if row in seen:
                    continue
                seen.add(row)
                identity = record.get("identity", {}).get("claim", {})
                uses[identity.get("appid"), record["operationName"]] += 1

for (identity, operation), count in uses.most_common():
    print(count, identity, operation)
