-- The cross-reference of a vault's log with Rights Management's own, on any engine.
--
-- Each step is one SELECT that the engine stores under the step's name and that later steps read. "few rows" says that it
-- gives few, however long the logs are: Spark computes those steps at once, and the others when one of those needs them.
-- It keeps to what DuckDB and Spark SQL understand alike: times are BIGINT milliseconds since 1970 in UTC, sums are cast to
-- BIGINT (DuckDB's are wider), integers are never divided with '/', window frames are RANGE over BIGINT. Every order has a
-- last tie-break, so that two engines give the same rows. ${...} are numbers and checked names, put in by the program.
--
-- In: vault_log and rms_log, a row an event; vault_origins and rms_origins, what many rows have in common (who, what, from
-- where) under a number that is made of its content; operations, what an operation of the vault is, and the number of its pair:
-- the requests of Rights Management that cause it; rights_management, the identities that may use the key; ceremonies, what
-- their records explain.

-- step vault_events
-- Each row once: redelivered blobs repeat rows, to the 100 nanoseconds. A caller may choose its correlation id, so all
-- columns must agree; a row without one (0, 0) is never taken for a repetition.
SELECT MIN(position) AS position, at_ms, origin, correlation_high, correlation_low, COUNT(*) AS copies
FROM vault_log
WHERE correlation_high <> 0 OR correlation_low <> 0
GROUP BY at_ms, sub_ms, origin, duration_ms, correlation_high, correlation_low
UNION ALL
SELECT position, at_ms, origin, correlation_high, correlation_low, CAST(1 AS BIGINT) AS copies
FROM vault_log
WHERE correlation_high = 0 AND correlation_low = 0

-- step rms_events
SELECT MIN(position) AS position, at_ms, origin, correlation_high, correlation_low, COUNT(*) AS copies
FROM rms_log
WHERE row_high <> 0 OR row_low <> 0
GROUP BY at_ms, origin, row_high, row_low, correlation_high, correlation_low
UNION ALL
SELECT position, at_ms, origin, correlation_high, correlation_low, CAST(1 AS BIGINT) AS copies
FROM rms_log
WHERE row_high = 0 AND row_low = 0

-- step requests, few rows
-- Signing has three names: one in each of two documents, one in logs of version 1.0.
SELECT request_type, pair
FROM (VALUES
    ('KeyVaultSignDigest', 1),
    ('KeyVaultSignRequest', 1),
    ('SignDigest', 1),
    ('KeyVaultDecryptRequest', 2),
    ('KeyVaultGetKeyInfoRequest', 3)
) AS known(request_type, pair)

-- step origins, few rows
-- The origins of the audited key, and those of the vault that name no key. A Managed HSM guards keys alone: whatever is no
-- known use or read of one is looked at. What copies its keys or gives others power over them is management.
SELECT e.origin, e.operation, e.app_id, e.object_id, e.upn, e.caller_ip, e.vault, e.key_name, e.status,
       CASE WHEN e.app_id <> '' THEN e.app_id
            WHEN e.object_id <> '' THEN e.object_id
            WHEN e.upn <> '' THEN e.upn
            ELSE '(anonymous)' END AS identity,
       CASE WHEN a.id IS NOT NULL OR b.id IS NOT NULL THEN 1 ELSE 0 END AS own,
       CASE WHEN o.class IS NOT NULL THEN o.class
            WHEN e.managed_hsm = 1
                 AND (e.operation LIKE 'Backup%' OR e.operation LIKE 'Restore%' OR e.operation LIKE 'Role%'
                      OR e.operation LIKE 'SecurityDomain%')
                 AND NOT (e.operation LIKE '%Get' OR e.operation LIKE '%List' OR e.operation LIKE '%Status') THEN 'manage'
            WHEN e.managed_hsm = 1 OR e.operation LIKE 'Key%' OR e.operation LIKE 'Vault%' THEN 'unknown'
            ELSE 'other' END AS class,
       COALESCE(o.pair, 0) AS pair,
       CASE WHEN e.status < 400 THEN 1 ELSE 0 END AS done
FROM (SELECT DISTINCT * FROM vault_origins) AS e
LEFT JOIN operations o ON o.operation = e.operation
LEFT JOIN rights_management a ON a.id = e.app_id
LEFT JOIN rights_management b ON b.id = e.object_id
WHERE (${all_keys} = 1 OR e.key_name = '' OR e.key_name = '${key_name}')
  AND ('${vault}' = '' OR e.vault = '' OR e.vault = '${vault}')

-- step request_origins, few rows
SELECT e.origin, COALESCE(o.pair, 0) AS pair
FROM (SELECT DISTINCT origin, request_type FROM rms_origins) AS e
LEFT JOIN requests o ON o.request_type = e.request_type

-- step own_keys, few rows
-- The key that Rights Management uses in each pair, where it is one.
SELECT pair, MIN(vault) AS vault, MIN(key_name) AS key_name
FROM (SELECT DISTINCT pair, vault, key_name FROM origins WHERE own = 1 AND done = 1 AND pair > 0) AS used
GROUP BY pair
HAVING COUNT(*) = 1

-- step own_key, few rows
-- The same over all pairs: one row, empty where the keys are several.
SELECT CASE WHEN COUNT(*) = 1 THEN MIN(vault) ELSE '' END AS vault,
       CASE WHEN COUNT(*) = 1 THEN MIN(key_name) ELSE '' END AS key_name
FROM (SELECT DISTINCT vault, key_name FROM origins WHERE own = 1 AND done = 1 AND pair > 0) AS used

-- step explained, few rows
-- What the record of a ceremony explains: its own operations on its own key in its own time, each as often as the command
-- does it, all of one identity: the first to manage the key then, else the first at all. Never one of Rights Management.
-- Records up to last_proven are signed by a trusted key, and come first; a later one only describes what it would explain.
SELECT position, MIN(record) AS record
FROM (
    SELECT e.position, c.record, c.allowed, o.identity,
           FIRST_VALUE(o.identity) OVER (
               PARTITION BY c.record
               ORDER BY CASE WHEN o.class = 'manage' THEN 0 ELSE 1 END, e.at_ms, e.position
               ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS doer,
           ROW_NUMBER() OVER (PARTITION BY c.record, c.operation, o.identity ORDER BY e.at_ms, e.position) AS nth
    FROM vault_events e
    JOIN origins o ON o.origin = e.origin
    JOIN ceremonies c ON c.operation = o.operation AND c.vault = o.vault
    WHERE o.own = 0 AND o.done = 1
      AND (o.key_name = c.key_name OR o.key_name = '')
      AND e.at_ms BETWEEN c.from_ms - ${grace_ms} AND c.to_ms + ${grace_ms}
) AS candidates
WHERE nth <= allowed AND identity = doer
GROUP BY position

-- step uses
SELECT e.position, e.at_ms, e.origin, COALESCE(x.record, CAST(-1 AS BIGINT)) AS record
FROM vault_events e
JOIN origins o ON o.origin = e.origin
LEFT JOIN explained x ON x.position = e.position

-- step rms_seconds
SELECT o.pair, r.at_ms - r.at_ms % 1000 AS second_ms, COUNT(*) AS n
FROM rms_events r
JOIN request_origins o ON o.origin = r.origin
WHERE o.pair > 0
GROUP BY o.pair, r.at_ms - r.at_ms % 1000

-- step vault_seconds
-- Successful operations of Rights Management, by the second. A usage log without any request for the key proves nothing of
-- them: then there is nothing to compare.
SELECT pair, second_ms, second_ms - second_ms % ${skew_range_ms} AS bucket, n
FROM (
    SELECT o.pair, u.at_ms - u.at_ms % 1000 AS second_ms, COUNT(*) AS n
    FROM uses u
    JOIN origins o ON o.origin = u.origin
    WHERE o.own = 1 AND o.done = 1 AND o.pair > 0 AND EXISTS (SELECT 1 FROM rms_seconds)
    GROUP BY o.pair, u.at_ms - u.at_ms % 1000
) AS counted

-- step skew_sample
-- About ten thousand of the seconds, spread over all of them: enough to see the peak, few enough to multiply. Each stands
-- in three buckets, so that what is near it is found by equality.
SELECT pair, second_ms, second_ms - second_ms % ${skew_range_ms} + near.shift_ms AS bucket, n
FROM rms_seconds
CROSS JOIN (SELECT COUNT(*) AS seconds FROM rms_seconds) AS total
CROSS JOIN (VALUES (-${skew_range_ms}), (0), (${skew_range_ms})) AS near(shift_ms)
WHERE ((second_ms - second_ms % 1000) % 1000003000) * 7919 % 1000000 * seconds < CAST(10000 AS BIGINT) * 1000000

-- step skew_histogram
-- How often an operation follows a request after each difference: at the clocks' own difference there is a peak.
SELECT v.second_ms - r.second_ms AS skew_ms, CAST(SUM(v.n * r.n) AS BIGINT) AS pairs
FROM skew_sample r
JOIN vault_seconds v ON v.pair = r.pair AND v.bucket = r.bucket
WHERE v.second_ms - r.second_ms BETWEEN -${skew_range_ms} AND ${skew_range_ms}
GROUP BY v.second_ms - r.second_ms

-- step skew_peak
SELECT skew_ms, pairs
FROM (
    SELECT skew_ms,
           CAST(SUM(pairs) OVER (ORDER BY skew_ms RANGE BETWEEN 2000 PRECEDING AND 2000 FOLLOWING) AS BIGINT) AS pairs
    FROM skew_histogram
) AS smoothed
ORDER BY pairs DESC, ABS(skew_ms), skew_ms
LIMIT 1

-- step skew, few rows
-- The peak counts when it stands six standard deviations above the mean of all differences; else the clocks are taken as
-- they are. Sums over five seconds on both sides.
SELECT COALESCE(MAX(CASE WHEN p.pairs >= 8
                          AND CAST(p.pairs AS DOUBLE) * h.bins - 5.0 * h.total > 0
                          AND (CAST(p.pairs AS DOUBLE) * h.bins - 5.0 * h.total)
                              * (CAST(p.pairs AS DOUBLE) * h.bins - 5.0 * h.total)
                              > 36.0 * 5.0 * (CAST(h.bins AS DOUBLE) * h.squares - CAST(h.total AS DOUBLE) * h.total)
                         THEN p.skew_ms END), CAST(0 AS BIGINT)) AS skew_ms,
       COALESCE(MAX(p.pairs), CAST(0 AS BIGINT)) AS pairs
FROM skew_peak p
CROSS JOIN (
    SELECT CAST(${skew_bins} AS BIGINT) AS bins,
           CAST(SUM(pairs) AS BIGINT) AS total,
           CAST(SUM(pairs * pairs) AS BIGINT) AS squares
    FROM skew_histogram
) AS h

-- step request_seconds
-- The requests of Rights Management at the vault's clock.
SELECT r.pair, r.second_ms + s.skew_ms AS second_ms, r.n
FROM rms_seconds r
CROSS JOIN skew s

-- step heartbeats
-- Each log's first and last row in each half window: enough to see where it is silent.
SELECT 'vault' AS log, at_ms - at_ms % ${half_ms} AS bucket, MIN(at_ms) AS from_ms, MAX(at_ms) AS to_ms
FROM uses
GROUP BY at_ms - at_ms % ${half_ms}
UNION ALL
SELECT 'rms' AS log, at_ms - at_ms % ${half_ms} AS bucket,
       MIN(at_ms) + MAX(skew_ms) AS from_ms, MAX(at_ms) + MAX(skew_ms) AS to_ms
FROM rms_events
CROSS JOIN skew
GROUP BY at_ms - at_ms % ${half_ms}

-- step spans, few rows
SELECT MIN(CASE WHEN log = 'vault' THEN from_ms END) AS vault_from_ms,
       MAX(CASE WHEN log = 'vault' THEN to_ms END) AS vault_to_ms,
       MIN(CASE WHEN log = 'rms' THEN from_ms END) AS rms_from_ms,
       MAX(CASE WHEN log = 'rms' THEN to_ms END) AS rms_to_ms,
       MIN(from_ms) AS from_ms,
       MAX(to_ms) AS to_ms
FROM heartbeats

-- step silences
-- Where one log says nothing for longer than the gap.
SELECT log, from_ms, to_ms
FROM (
    SELECT log, to_ms AS from_ms, LEAD(from_ms) OVER (PARTITION BY log ORDER BY bucket) AS to_ms
    FROM heartbeats
) AS neighbours
WHERE to_ms - from_ms > ${gap_ms}

-- step gaps, few rows
-- A silence is a gap when the other log goes on meanwhile: that the key rests is no gap.
SELECT g.log, g.from_ms, g.to_ms, CAST(SUM(heard.n) AS BIGINT) AS missed
FROM silences g
JOIN (
    SELECT 'vault' AS other, second_ms, n FROM request_seconds
    UNION ALL
    SELECT 'rms' AS other, second_ms, n FROM vault_seconds
) AS heard
  ON heard.other = g.log AND heard.second_ms > g.from_ms + ${half_ms} AND heard.second_ms < g.to_ms - ${half_ms}
GROUP BY g.log, g.from_ms, g.to_ms
HAVING SUM(heard.n) >= ${gap_events}

-- step buckets
-- By half windows: operations that the usage log can speak of, in its time and outside its gaps; and all requests.
SELECT pair, bucket, CAST(SUM(operations) AS BIGINT) AS operations, CAST(SUM(requests) AS BIGINT) AS requests
FROM (
    SELECT v.pair, v.second_ms - v.second_ms % ${half_ms} AS bucket, v.n AS operations, CAST(0 AS BIGINT) AS requests
    FROM vault_seconds v
    CROSS JOIN spans s
    LEFT JOIN gaps g ON g.log = 'rms' AND v.second_ms + 999 >= g.from_ms AND v.second_ms <= g.to_ms
    WHERE g.from_ms IS NULL AND v.second_ms >= s.rms_from_ms AND v.second_ms <= s.rms_to_ms
    UNION ALL
    SELECT pair, second_ms - second_ms % ${half_ms} AS bucket, CAST(0 AS BIGINT) AS operations, n AS requests
    FROM request_seconds
) AS counted
GROUP BY pair, bucket

-- step edges
-- The half windows, and where the longest window of each begins and ends: for operations, and wider for requests.
SELECT pair, bucket AS at_ms, operations, requests, bucket AS begun, 0 AS operations_sign, 0 AS requests_sign FROM buckets
UNION ALL
SELECT pair, bucket - 1, CAST(0 AS BIGINT), CAST(0 AS BIGINT), bucket, -1, 0 FROM buckets
UNION ALL
SELECT pair, bucket + ${window720_less_ms}, CAST(0 AS BIGINT), CAST(0 AS BIGINT), bucket, 1, 0 FROM buckets
UNION ALL
SELECT pair, bucket - ${half_ms} - 1, CAST(0 AS BIGINT), CAST(0 AS BIGINT), bucket, 0, -1 FROM buckets
UNION ALL
SELECT pair, bucket + ${window720_ms}, CAST(0 AS BIGINT), CAST(0 AS BIGINT), bucket, 0, 1 FROM buckets

-- step running
-- What there was up to each edge: a window's sum is a difference. Spark adds up the 1440 rows of such a frame for each row.
SELECT pair, begun, operations_sign, requests_sign,
       CAST(SUM(operations) OVER (PARTITION BY pair ORDER BY at_ms
           RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) AS operations,
       CAST(SUM(requests) OVER (PARTITION BY pair ORDER BY at_ms
           RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) AS requests
FROM edges

-- step windows
-- The operations of a window against the requests of the same window and half a window before and after: each operation
-- has its request within that. Windows of one, 30 and 720 lengths: what is too thin for a short one shows in a long one.
SELECT 1 AS scale, pair, bucket AS from_ms, bucket + ${window_ms} AS to_ms,
       CAST(SUM(operations) OVER (PARTITION BY pair ORDER BY bucket
           RANGE BETWEEN CURRENT ROW AND ${half_ms} FOLLOWING) AS BIGINT) AS operations,
       CAST(SUM(requests) OVER (PARTITION BY pair ORDER BY bucket
           RANGE BETWEEN ${half_ms} PRECEDING AND ${window_ms} FOLLOWING) AS BIGINT) AS requests
FROM buckets
UNION ALL
SELECT 30 AS scale, pair, bucket AS from_ms, bucket + ${window30_ms} AS to_ms,
       CAST(SUM(operations) OVER (PARTITION BY pair ORDER BY bucket
           RANGE BETWEEN CURRENT ROW AND ${window30_less_ms} FOLLOWING) AS BIGINT) AS operations,
       CAST(SUM(requests) OVER (PARTITION BY pair ORDER BY bucket
           RANGE BETWEEN ${half_ms} PRECEDING AND ${window30_ms} FOLLOWING) AS BIGINT) AS requests
FROM buckets
UNION ALL
SELECT 720 AS scale, pair, begun AS from_ms, begun + ${window720_ms} AS to_ms,
       CAST(SUM(operations_sign * operations) AS BIGINT) AS operations,
       CAST(SUM(requests_sign * requests) AS BIGINT) AS requests
FROM running
WHERE operations_sign <> 0 OR requests_sign <> 0
GROUP BY pair, begun

-- step excess_episodes, few rows
-- Windows with excess operations that touch are one finding; its count is that of its worst window.
SELECT scale, pair, MIN(from_ms) AS from_ms, MAX(to_ms) AS to_ms,
       MAX(operations - requests) AS excess
FROM (
    SELECT scale, pair, from_ms, to_ms, operations, requests,
           SUM(starts) OVER (PARTITION BY scale, pair ORDER BY from_ms ROWS UNBOUNDED PRECEDING) AS episode
    FROM (
        SELECT scale, pair, from_ms, to_ms, operations, requests,
               CASE WHEN from_ms <= LAG(to_ms) OVER (PARTITION BY scale, pair ORDER BY from_ms)
                    THEN 0 ELSE 1 END AS starts
        FROM windows
        WHERE operations > requests
    ) AS marked
) AS numbered
GROUP BY scale, pair, episode

-- step excesses, few rows
-- The shortest windows that prove one: a longer window over it would report it again.
SELECT pair, from_ms, to_ms, operations, requests
FROM (
    SELECT e.pair, e.from_ms, e.to_ms, w.operations, w.requests,
           ROW_NUMBER() OVER (PARTITION BY e.scale, e.pair, e.from_ms ORDER BY w.from_ms) AS nth
    FROM excess_episodes e
    LEFT JOIN excess_episodes shorter
      ON shorter.pair = e.pair AND shorter.scale < e.scale
     AND shorter.from_ms < e.to_ms AND shorter.to_ms > e.from_ms
    JOIN windows w
      ON w.scale = e.scale AND w.pair = e.pair AND w.from_ms >= e.from_ms AND w.to_ms <= e.to_ms
     AND w.operations - w.requests = e.excess
    WHERE shorter.scale IS NULL
) AS worst
WHERE nth = 1

-- step failures
-- Not a client's first request without a token, which asks where to get one: that is refused each time.
SELECT o.identity, u.at_ms, u.at_ms - u.at_ms % ${half_ms} AS bucket, o.vault, o.key_name
FROM uses u
JOIN origins o ON o.origin = u.origin
WHERE o.done = 0 AND NOT (o.identity = '(anonymous)' AND o.status = 401)

-- step failure_windows
SELECT w.identity, w.from_ms, w.to_ms, w.failures
FROM (
    SELECT identity, bucket AS from_ms, bucket + ${window_ms} AS to_ms,
           CAST(SUM(n) OVER (PARTITION BY identity ORDER BY bucket
               RANGE BETWEEN CURRENT ROW AND ${half_ms} FOLLOWING) AS BIGINT) AS failures,
           CAST(SUM(n) OVER (PARTITION BY identity) AS BIGINT) AS total
    FROM (SELECT identity, bucket, COUNT(*) AS n FROM failures GROUP BY identity, bucket) AS counted
) AS w
CROSS JOIN spans s
WHERE w.failures >= ${burst_failures}
  AND w.failures * (s.to_ms - s.from_ms) >= 10 * (w.total - w.failures) * ${window_ms}

-- step bursts, few rows
SELECT e.identity, MIN(f.at_ms) AS from_ms, MAX(f.at_ms) AS to_ms, COUNT(*) AS failures,
       CASE WHEN MIN(f.vault) = MAX(f.vault) THEN MIN(f.vault) ELSE '' END AS vault,
       CASE WHEN MIN(f.vault) = MAX(f.vault) AND MIN(f.key_name) = MAX(f.key_name) THEN MIN(f.key_name) ELSE '' END
           AS key_name
FROM (
    SELECT identity, episode, MIN(from_ms) AS from_ms, MAX(to_ms) AS to_ms
    FROM (
        SELECT identity, from_ms, to_ms,
               SUM(starts) OVER (PARTITION BY identity ORDER BY from_ms ROWS UNBOUNDED PRECEDING) AS episode
        FROM (
            SELECT identity, from_ms, to_ms,
                   CASE WHEN from_ms <= LAG(to_ms) OVER (PARTITION BY identity ORDER BY from_ms)
                        THEN 0 ELSE 1 END AS starts
            FROM failure_windows
        ) AS marked
    ) AS numbered
    GROUP BY identity, episode
) AS e
JOIN failures f ON f.identity = e.identity AND f.at_ms >= e.from_ms AND f.at_ms < e.to_ms
GROUP BY e.identity, e.episode

-- step uncovered, few rows
-- What one log tells of a time that the other does not reach.
SELECT log, side, MIN(second_ms) AS from_ms, MAX(second_ms) AS to_ms, CAST(SUM(n) AS BIGINT) AS missed
FROM (
    SELECT 'rms' AS log, CASE WHEN v.second_ms < s.rms_from_ms THEN 'before' ELSE 'after' END AS side, v.second_ms, v.n
    FROM vault_seconds v
    CROSS JOIN spans s
    WHERE v.second_ms < s.rms_from_ms - ${half_ms} OR v.second_ms > s.rms_to_ms + ${half_ms}
    UNION ALL
    SELECT 'vault' AS log, CASE WHEN r.second_ms < s.vault_from_ms THEN 'before' ELSE 'after' END AS side, r.second_ms,
           r.n
    FROM request_seconds r
    CROSS JOIN spans s
    WHERE r.second_ms < s.vault_from_ms - ${half_ms} OR r.second_ms > s.vault_to_ms + ${half_ms}
) AS beyond
GROUP BY log, side

-- step by_origin, few rows
-- What follows looks at each origin once instead of at each row.
SELECT origin, record, MIN(at_ms) AS from_ms, MAX(at_ms) AS to_ms, COUNT(*) AS n
FROM uses
GROUP BY origin, record

-- step observations
-- Without a named caller, Rights Management may have been the one.
SELECT CASE WHEN identity = '(anonymous)' THEN 'unnamed-caller' ELSE 'foreign-identity' END AS kind,
       CASE WHEN record BETWEEN 0 AND ${last_proven} THEN 'explained'
            WHEN identity = '(anonymous)' THEN 'unexplained'
            ELSE 'confirmed' END AS strength,
       MIN(b.from_ms) AS from_ms, MAX(b.to_ms) AS to_ms, CAST(SUM(b.n) AS BIGINT) AS n, CAST(0 AS BIGINT) AS against,
       identity, '' AS operation, vault, key_name, record
FROM by_origin b
JOIN origins o ON o.origin = b.origin
WHERE class = 'use' AND own = 0 AND done = 1
GROUP BY identity, vault, key_name, record
UNION ALL
SELECT CASE WHEN done = 1 THEN 'management' ELSE 'management-refused' END AS kind,
       CASE WHEN record BETWEEN 0 AND ${last_proven} THEN 'explained' WHEN done = 1 THEN 'confirmed' ELSE 'note' END AS strength,
       MIN(b.from_ms) AS from_ms, MAX(b.to_ms) AS to_ms, CAST(SUM(b.n) AS BIGINT) AS n, CAST(0 AS BIGINT) AS against,
       identity, operation, vault, key_name, record
FROM by_origin b
JOIN origins o ON o.origin = b.origin
WHERE class = 'manage'
GROUP BY identity, operation, vault, key_name, record, done
UNION ALL
SELECT 'unknown-operation' AS kind, 'note' AS strength,
       MIN(b.from_ms) AS from_ms, MAX(b.to_ms) AS to_ms, CAST(SUM(b.n) AS BIGINT) AS n, CAST(0 AS BIGINT) AS against,
       identity, operation, vault, key_name, CAST(-1 AS BIGINT) AS record
FROM by_origin b
JOIN origins o ON o.origin = b.origin
WHERE class = 'unknown'
GROUP BY identity, operation, vault, key_name
UNION ALL
SELECT 'excess-operations' AS kind, 'unexplained' AS strength,
       s.from_ms, s.to_ms, s.operations AS n, s.requests AS against,
       '' AS identity, o.operation, COALESCE(k.vault, '') AS vault, COALESCE(k.key_name, '') AS key_name,
       CAST(-1 AS BIGINT) AS record
FROM excesses s
JOIN operations o ON o.pair = s.pair
LEFT JOIN own_keys k ON k.pair = s.pair
UNION ALL
SELECT 'failure-burst' AS kind, 'note' AS strength,
       from_ms, to_ms, failures AS n, CAST(0 AS BIGINT) AS against,
       identity, '' AS operation, vault, key_name, CAST(-1 AS BIGINT) AS record
FROM bursts
UNION ALL
SELECT CASE WHEN log = 'vault' THEN 'gap-vault-log' ELSE 'gap-rms-log' END AS kind,
       CASE WHEN log = 'vault' THEN 'note' ELSE 'unexplained' END AS strength,
       from_ms, to_ms, missed AS n, CAST(0 AS BIGINT) AS against,
       '' AS identity, '' AS operation, vault, key_name, CAST(-1 AS BIGINT) AS record
FROM gaps
CROSS JOIN own_key
UNION ALL
SELECT CASE WHEN log = 'vault' THEN 'beyond-vault-log' ELSE 'beyond-rms-log' END AS kind, 'note' AS strength,
       from_ms, to_ms, missed AS n, CAST(0 AS BIGINT) AS against,
       '' AS identity, side AS operation, vault, key_name, CAST(-1 AS BIGINT) AS record
FROM uncovered
CROSS JOIN own_key
UNION ALL
SELECT 'clock-skew' AS kind, 'note' AS strength,
       s.from_ms, s.to_ms, k.skew_ms AS n, k.pairs AS against,
       '' AS identity, '' AS operation, '' AS vault, '' AS key_name, CAST(-1 AS BIGINT) AS record
FROM skew k
CROSS JOIN spans s
WHERE ABS(k.skew_ms) >= 2000

-- step findings, few rows
SELECT CAST(ROW_NUMBER() OVER (ORDER BY CASE strength WHEN 'confirmed' THEN 1 WHEN 'unexplained' THEN 2 WHEN 'note' THEN 3
                                             ELSE 4 END,
                                        from_ms, kind, identity, operation, key_name, vault, to_ms, record) AS BIGINT)
           AS finding,
       kind, strength, from_ms, to_ms, n, against, identity, operation, vault, key_name, record
FROM observations

-- step evidence
-- The first rows behind each of the first findings. The logs do not show which of too many operations are the excess ones.
SELECT finding, nth, position, at_ms, operation, identity, caller_ip, status
FROM (
    SELECT f.finding, u.position, u.at_ms, f.operation, f.identity, f.caller_ip, f.status,
           CAST(ROW_NUMBER() OVER (PARTITION BY f.finding ORDER BY u.at_ms, u.position) AS BIGINT) AS nth
    FROM (
        SELECT f.finding, f.from_ms, f.to_ms, f.record, f.kind, o.origin, o.operation, o.identity, o.caller_ip, o.status
        FROM findings f
        JOIN origins o
          ON (f.kind IN ('foreign-identity', 'unnamed-caller', 'management', 'management-refused', 'unknown-operation')
              AND o.identity = f.identity AND o.vault = f.vault AND o.key_name = f.key_name
              AND CASE f.kind WHEN 'foreign-identity' THEN o.class = 'use' AND o.done = 1
                              WHEN 'unnamed-caller' THEN o.class = 'use' AND o.done = 1
                              WHEN 'management' THEN o.operation = f.operation AND o.done = 1
                              WHEN 'management-refused' THEN o.operation = f.operation AND o.done = 0
                              ELSE o.operation = f.operation END)
          OR (f.kind = 'excess-operations' AND o.own = 1 AND o.done = 1 AND o.operation = f.operation)
          OR (f.kind = 'failure-burst' AND o.done = 0 AND o.identity = f.identity)
          OR (f.kind IN ('gap-rms-log', 'beyond-rms-log') AND o.own = 1 AND o.done = 1 AND o.pair > 0)
        WHERE f.finding <= ${evidence_findings}
    ) AS f
    JOIN uses u ON u.origin = f.origin AND u.at_ms >= f.from_ms AND u.at_ms <= f.to_ms
    WHERE f.kind NOT IN ('foreign-identity', 'unnamed-caller', 'management', 'management-refused') OR u.record = f.record
) AS ranked
WHERE nth <= ${evidence_rows}

-- step callers, few rows
-- Who did what. Several people may share an application, such as a command line: then no one of them stands for it.
SELECT o.identity, MAX(o.app_id) AS app_id,
       CASE WHEN MIN(o.object_id) = MAX(o.object_id) THEN MAX(o.object_id) ELSE '' END AS object_id,
       CASE WHEN MIN(o.upn) = MAX(o.upn) THEN MAX(o.upn) ELSE '' END AS upn, MAX(o.own) AS own,
       CAST(SUM(CASE WHEN o.class = 'use' AND o.done = 1 THEN b.n ELSE 0 END) AS BIGINT) AS uses,
       CAST(SUM(CASE WHEN o.class = 'read' AND o.done = 1 THEN b.n ELSE 0 END) AS BIGINT) AS readings,
       CAST(SUM(CASE WHEN o.class = 'manage' AND o.done = 1 THEN b.n ELSE 0 END) AS BIGINT) AS managements,
       CAST(SUM(CASE WHEN o.class IN ('unknown', 'other') AND o.done = 1 THEN b.n ELSE 0 END) AS BIGINT) AS others,
       CAST(SUM(CASE WHEN o.done = 0 THEN b.n ELSE 0 END) AS BIGINT) AS failures,
       CAST(SUM(b.n) AS BIGINT) AS n, MIN(b.from_ms) AS from_ms, MAX(b.to_ms) AS to_ms
FROM by_origin b
JOIN origins o ON o.origin = b.origin
GROUP BY o.identity

-- step slots
-- The time line: 240 slots from the first row to the last.
SELECT o.identity, c.slot_ms, CAST(SUM(c.n * o.done) AS BIGINT) AS done, CAST(SUM(c.n * (1 - o.done)) AS BIGINT) AS failed
FROM (
    SELECT u.origin, u.at_ms - (u.at_ms - s.from_ms) % s.width_ms AS slot_ms, COUNT(*) AS n
    FROM uses u
    CROSS JOIN (SELECT from_ms, CAST(FLOOR((to_ms - from_ms) / 240) AS BIGINT) + 1 AS width_ms FROM spans) AS s
    GROUP BY u.origin, u.at_ms - (u.at_ms - s.from_ms) % s.width_ms
) AS c
JOIN origins o ON o.origin = c.origin
GROUP BY o.identity, c.slot_ms

-- step totals
SELECT v.delivered AS vault_delivered, v.kept AS vault_kept, r.delivered AS rms_delivered, r.kept AS rms_kept,
       c.n AS audited, q.n AS requests,
       s.vault_from_ms, s.vault_to_ms, s.rms_from_ms, s.rms_to_ms, s.from_ms, s.to_ms, k.skew_ms
FROM (SELECT COALESCE(CAST(SUM(copies) AS BIGINT), CAST(0 AS BIGINT)) AS delivered, COUNT(*) AS kept
      FROM vault_events) AS v
CROSS JOIN (SELECT COALESCE(CAST(SUM(copies) AS BIGINT), CAST(0 AS BIGINT)) AS delivered, COUNT(*) AS kept
            FROM rms_events) AS r
CROSS JOIN (SELECT COUNT(*) AS n FROM uses) AS c
CROSS JOIN (SELECT COALESCE(CAST(SUM(n) AS BIGINT), CAST(0 AS BIGINT)) AS n FROM rms_seconds) AS q
CROSS JOIN spans s
CROSS JOIN skew k
