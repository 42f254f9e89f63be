-- What an analyst would ask of the documented views, one query a KPI: numerator, denominator, value.
-- :first and :on are the first and last day looked at, :before_first and :before_on those of the window before.

-- name: inventory-coverage
WITH production AS (
  SELECT record_id AS model_id FROM (
    SELECT record_id, state, row_number() OVER (PARTITION BY record_id ORDER BY at DESC, seq DESC) AS latest
    FROM v_steps WHERE event IN ('ModelRegistered', 'StageChanged') AND substr(at, 1, 10) <= :on)
  WHERE latest = 1 AND state = 'production'),
tiers AS (
  SELECT record_id AS model_id, tier FROM (
    SELECT record_id, tier, row_number() OVER (PARTITION BY record_id ORDER BY at DESC, seq DESC) AS latest
    FROM v_steps WHERE event IN ('ModelRegistered', 'TierSet') AND substr(at, 1, 10) <= :on)
  WHERE latest = 1),
whole AS (
  SELECT count(*) AS n FROM production JOIN v_models USING (model_id) JOIN tiers USING (model_id)
  WHERE coalesce(owner, '') <> '' AND coalesce(purpose, '') <> '' AND tiers.tier IS NOT NULL
    AND coalesce(exposure, 'unknown') <> 'unknown'),
unregistered AS (
  SELECT coalesce(sum(coalesce(value, numerator)), 0) AS n FROM v_manual_metrics
  WHERE name = 'unregistered-models' AND period_end = (
    SELECT max(period_end) FROM v_manual_metrics WHERE name = 'unregistered-models' AND period_end <= :on)),
all_of_them AS (SELECT (SELECT count(*) FROM production) + (SELECT n FROM unregistered) AS d)
SELECT n, d, 100.0 * n / nullif(d, 0) FROM whole, all_of_them;

-- name: tiering-completion
WITH onboarded AS (
  SELECT record_id AS model_id, min(substr(at, 1, 10)) AS since FROM v_steps
  WHERE event = 'ModelRegistered' AND record_id IN (SELECT model_id FROM v_models) GROUP BY 1),
tiered AS (
  SELECT record_id AS model_id, min(substr(at, 1, 10)) AS since FROM v_steps
  WHERE tier IS NOT NULL AND reasoned AND substr(at, 1, 10) <= :on GROUP BY 1),
counted AS (
  SELECT tiered.since <= date(onboarded.since, '+14 days') AS in_time FROM onboarded LEFT JOIN tiered USING (model_id)
  WHERE onboarded.since BETWEEN :first AND :on
    AND (tiered.since IS NOT NULL OR date(onboarded.since, '+14 days') < :on))
SELECT coalesce(sum(in_time), 0), count(*), 100.0 * coalesce(sum(in_time), 0) / nullif(count(*), 0) FROM counted;

-- name: review-time
WITH RECURSIVE calendar (day) AS (
  SELECT date(:on, '-2 years') UNION ALL SELECT date(day, '+1 day') FROM calendar WHERE day < :on),
steps AS (
  SELECT record_id, substr(at, 1, 10) AS day, state, seq, at FROM v_steps
  WHERE record_id LIKE 'INT-%' AND substr(at, 1, 10) <= :on AND record_id IN (SELECT intake_id FROM v_submissions)),
standing AS (
  SELECT record_id, state FROM (
    SELECT *, row_number() OVER (PARTITION BY record_id ORDER BY at DESC, seq DESC) AS latest FROM steps) WHERE latest = 1),
decided AS (SELECT record_id, min(at) AS at FROM steps WHERE state = 'decided' GROUP BY 1),
complete AS (SELECT record_id, min(at) AS at FROM steps WHERE state = 'in-review' GROUP BY 1),
stretches AS (
  SELECT s.record_id, s.state, s.day AS since, lead(s.day) OVER (PARTITION BY s.record_id ORDER BY s.at, s.seq) AS until
  FROM steps s JOIN complete c USING (record_id) JOIN decided d USING (record_id) WHERE s.at BETWEEN c.at AND d.at),
taken AS (
  SELECT d.record_id, substr(d.at, 1, 10) AS day, (
    SELECT count(*) FROM stretches s JOIN calendar c ON c.day > s.since AND c.day <= s.until
    WHERE s.record_id = d.record_id AND s.state IN ('in-review', 'ready', 'scheduled')
      AND strftime('%w', c.day) NOT IN ('0', '6')) AS days
  FROM decided d JOIN complete USING (record_id) JOIN standing USING (record_id)
  WHERE standing.state NOT IN ('withdrawn', 'out-of-scope') AND substr(d.at, 1, 10) BETWEEN :first AND :on),
counted AS (
  SELECT days, days <= CASE (
    SELECT t.tier FROM v_steps t JOIN v_submissions i ON i.model_id = t.record_id
    WHERE i.intake_id = taken.record_id AND t.event IN ('ModelRegistered', 'TierSet') AND substr(t.at, 1, 10) <= taken.day
    ORDER BY t.at DESC, t.seq DESC LIMIT 1) WHEN 2 THEN 7 WHEN 3 THEN 7 WHEN 4 THEN 3 ELSE 20 END AS within,
    row_number() OVER (ORDER BY days) AS rank, count(*) OVER () AS total
  FROM taken)
SELECT coalesce(sum(within), 0), count(*), avg(CASE WHEN rank IN ((total + 1) / 2, (total + 2) / 2) THEN days END) FROM counted;

-- name: first-pass
WITH standing AS (
  SELECT record_id, state FROM (
    SELECT record_id, state, row_number() OVER (PARTITION BY record_id ORDER BY at DESC, seq DESC) AS latest
    FROM v_steps WHERE record_id LIKE 'INT-%' AND substr(at, 1, 10) <= :on) WHERE latest = 1),
checked AS (
  SELECT record_id, first_pass, min(at) AS at FROM v_steps WHERE first_pass IN ('yes', 'no') GROUP BY 1),
counted AS (
  SELECT first_pass = 'yes' AS complete FROM checked JOIN standing USING (record_id)
  WHERE state NOT IN ('withdrawn', 'out-of-scope') AND substr(checked.at, 1, 10) BETWEEN :first AND :on
    AND record_id IN (SELECT intake_id FROM v_submissions))
SELECT coalesce(sum(complete), 0), count(*), 100.0 * sum(complete) / nullif(count(*), 0) FROM counted;

-- name: reproducibility
WITH counted AS (
  SELECT coalesce(code_ref, '') <> '' AND coalesce(data_ref, '') <> '' AND coalesce(results_ref, '') <> '' AND reproduced = 'yes' AS good
  FROM v_validations v WHERE issued_on BETWEEN :first AND :on AND 1 = (
    SELECT tier FROM v_steps WHERE record_id = v.model_id AND event IN ('ModelRegistered', 'TierSet')
      AND substr(at, 1, 10) <= v.issued_on ORDER BY at DESC, seq DESC LIMIT 1))
SELECT coalesce(sum(good), 0), count(*), 100.0 * sum(good) / nullif(count(*), 0) FROM counted;

-- name: monitoring-coverage
WITH production AS (
  SELECT record_id AS model_id FROM (
    SELECT record_id, state, row_number() OVER (PARTITION BY record_id ORDER BY at DESC, seq DESC) AS latest
    FROM v_steps WHERE event IN ('ModelRegistered', 'StageChanged') AND substr(at, 1, 10) <= :on)
  WHERE latest = 1 AND state = 'production'),
models AS (
  SELECT model_id, kind, coalesce(exposure, 'unknown') AS exposure, coalesce(fairness_applies, 'unknown') AS fairness, coalesce((
    SELECT tier FROM v_steps WHERE record_id = model_id AND event IN ('ModelRegistered', 'TierSet') AND substr(at, 1, 10) <= :on
    ORDER BY at DESC, seq DESC LIMIT 1), 1) AS tier
  FROM production JOIN v_models USING (model_id)),
needs AS (
  SELECT model_id, tier, 'operations' AS dimension FROM models
  UNION ALL SELECT model_id, tier, 'performance' FROM models WHERE tier <= 3
  UNION ALL SELECT model_id, tier, 'drift' FROM models WHERE tier <= 2
  UNION ALL SELECT model_id, tier, 'safety' FROM models WHERE tier <= 2 AND kind IN ('llm', 'rag', 'agent')
  UNION ALL SELECT model_id, tier, 'security' FROM models WHERE tier <= 2 AND (exposure <> 'internal' OR kind = 'agent')
  UNION ALL SELECT model_id, tier, 'fairness' FROM models WHERE tier <= 1 AND fairness <> 'no'),
missing AS (
  SELECT DISTINCT model_id FROM needs n WHERE NOT EXISTS (
    SELECT 1 FROM v_monitors m WHERE m.model_id = n.model_id AND m.dimension = n.dimension AND m.live_since <= :on
      AND (m.ended_on IS NULL OR m.ended_on > :on) AND coalesce(m.alert, '') <> '' AND coalesce(m.owner, '') <> ''
      AND (n.tier > 1 OR m.runbook_reviewed <= :on))),
counted AS (SELECT model_id NOT IN missing AS good FROM models)
SELECT coalesce(sum(good), 0), count(*), 100.0 * sum(good) / nullif(count(*), 0) FROM counted;

-- name: monitoring-coverage-tier-1
WITH production AS (
  SELECT record_id AS model_id FROM (
    SELECT record_id, state, row_number() OVER (PARTITION BY record_id ORDER BY at DESC, seq DESC) AS latest
    FROM v_steps WHERE event IN ('ModelRegistered', 'StageChanged') AND substr(at, 1, 10) <= :on)
  WHERE latest = 1 AND state = 'production'),
models AS (
  SELECT model_id, kind, coalesce(exposure, 'unknown') AS exposure, coalesce(fairness_applies, 'unknown') AS fairness
  FROM production JOIN v_models USING (model_id) WHERE 1 = (
    SELECT tier FROM v_steps WHERE record_id = model_id AND event IN ('ModelRegistered', 'TierSet') AND substr(at, 1, 10) <= :on
    ORDER BY at DESC, seq DESC LIMIT 1)),
needs AS (
  SELECT model_id, value AS dimension FROM models, json_each('["operations", "performance", "drift"]')
  UNION ALL SELECT model_id, 'safety' FROM models WHERE kind IN ('llm', 'rag', 'agent')
  UNION ALL SELECT model_id, 'security' FROM models WHERE exposure <> 'internal' OR kind = 'agent'
  UNION ALL SELECT model_id, 'fairness' FROM models WHERE fairness <> 'no'),
counted AS (
  SELECT min(EXISTS (
    SELECT 1 FROM v_monitors m WHERE m.model_id = n.model_id AND m.dimension = n.dimension AND m.live_since <= :on
      AND (m.ended_on IS NULL OR m.ended_on > :on) AND coalesce(m.alert, '') <> '' AND coalesce(m.owner, '') <> ''
      AND m.runbook_reviewed <= :on)) AS good
  FROM needs n GROUP BY model_id)
SELECT coalesce(sum(good), 0), count(*), 100.0 * sum(good) / nullif(count(*), 0) FROM counted;

-- name: drift-lead-time
WITH leads AS (
  SELECT (julianday(triaged) - julianday(onset)) * 24 AS hours FROM v_drift_events d
  WHERE onset IS NOT NULL AND substr(triaged, 1, 10) BETWEEN :first AND :on AND 1 = (
    SELECT tier FROM v_steps WHERE record_id = d.model_id AND event IN ('ModelRegistered', 'TierSet')
      AND substr(at, 1, 10) <= substr(d.triaged, 1, 10) ORDER BY at DESC, seq DESC LIMIT 1)),
ranked AS (SELECT hours, row_number() OVER (ORDER BY hours) AS rank, count(*) OVER () AS total FROM leads)
SELECT coalesce(sum(round(hours, 6) <= 72), 0), count(*), avg(CASE WHEN rank IN ((total + 1) / 2, (total + 2) / 2) THEN hours END)
FROM ranked;

-- name: incident-rate
WITH production AS (
  SELECT count(*) AS d FROM (
    SELECT state, row_number() OVER (PARTITION BY record_id ORDER BY at DESC, seq DESC) AS latest
    FROM v_steps WHERE event IN ('ModelRegistered', 'StageChanged') AND substr(at, 1, 10) <= :on)
  WHERE latest = 1 AND state = 'production'),
incidents AS (
  SELECT count(*) AS n FROM v_incidents
  WHERE severity BETWEEN 1 AND 4 AND exercise = 0 AND substr(coalesce(detected, reported_at), 1, 10) BETWEEN :first AND :on)
SELECT n, d, 100.0 * n / nullif(d, 0) FROM incidents, production;

-- name: repeat-incidents
WITH dated AS (
  SELECT incident_id, substr(coalesce(detected, reported_at), 1, 10) AS day, lower(trim(coalesce(cause_category, ''))) AS cause
  FROM v_incidents WHERE severity > 0 AND exercise = 0),
counted AS (
  SELECT EXISTS (
    SELECT 1 FROM dated e WHERE e.cause = i.cause AND e.day >= date(i.day, '-6 months')
      AND (e.day < i.day OR (e.day = i.day AND e.incident_id < i.incident_id))) AS again
  FROM dated i WHERE cause <> '' AND day BETWEEN :first AND :on)
SELECT coalesce(sum(again), 0), count(*), 100.0 * sum(again) / nullif(count(*), 0) FROM counted;

-- name: exceptions-overdue
WITH lives AS (
  SELECT a.*, EXISTS (
    SELECT 1 FROM v_steps s WHERE s.record_id = a.acceptance_id AND s.state = 'active' AND substr(s.at, 1, 10) <= :on) AS entered, EXISTS (
    SELECT 1 FROM v_steps s WHERE s.record_id = a.acceptance_id AND s.state IN ('closed', 'revoked') AND substr(s.at, 1, 10) <= :on)
    AS ended, (
    SELECT tier FROM v_steps s WHERE s.record_id = a.model_id AND event IN ('ModelRegistered', 'TierSet') AND substr(s.at, 1, 10) <= :on
    ORDER BY s.at DESC, s.seq DESC LIMIT 1) AS tier, coalesce((
    SELECT max(coalesce(residual, likelihood * impact)) FROM v_risks r WHERE CASE WHEN coalesce(a.risks, '') = ''
      THEN r.model_id = a.model_id AND r.state <> 'closed' ELSE instr(a.risks, r.risk_id) END), 0) AS residual
  FROM v_acceptances a),
counted AS (
  SELECT expiry < :on AS late FROM lives l WHERE entered AND NOT ended AND (tier = 1 OR residual >= 10)
    AND NOT (expiry < :on AND EXISTS (
      SELECT 1 FROM v_acceptances r JOIN v_steps s ON s.record_id = r.acceptance_id
      WHERE r.renewal_of = l.acceptance_id AND s.state = 'active' AND substr(s.at, 1, 10) <= :on)))
SELECT coalesce(sum(late), 0), count(*), 100.0 * sum(late) / nullif(count(*), 0) FROM counted;

-- name: remediation-time
WITH taken AS (
  SELECT julianday(substr(closed_at, 1, 10)) - julianday(opened_on) AS days FROM v_followups
  WHERE kind IN ('condition', 'mitigation', 'finding') AND state = 'closed' AND substr(closed_at, 1, 10) BETWEEN :first AND :on),
ranked AS (SELECT days, row_number() OVER (ORDER BY days) AS rank, count(*) OVER () AS total FROM taken)
SELECT coalesce(sum(days <= 60), 0), count(*), avg(CASE WHEN rank IN ((total + 1) / 2, (total + 2) / 2) THEN days END) FROM ranked;

-- name: fairness-coverage
WITH production AS (
  SELECT record_id AS model_id FROM (
    SELECT record_id, state, row_number() OVER (PARTITION BY record_id ORDER BY at DESC, seq DESC) AS latest
    FROM v_steps WHERE event IN ('ModelRegistered', 'StageChanged') AND substr(at, 1, 10) <= :on)
  WHERE latest = 1 AND state = 'production'),
counted AS (
  SELECT coalesce(fairness_applies, 'unknown') = 'yes' AND EXISTS (
    SELECT 1 FROM v_artifacts a WHERE a.model_id = m.model_id AND a.kind = 'subgroup-analysis' AND a.state = 'accepted'
      AND coalesce(a.received, '') <= :on AND coalesce(a.valid_until, date(a.received, '+12 months'), :on) >= :on) AS good
  FROM production JOIN v_models m USING (model_id) WHERE coalesce(fairness_applies, 'unknown') <> 'no')
SELECT coalesce(sum(good), 0), count(*), 100.0 * sum(good) / nullif(count(*), 0) FROM counted;

-- name: privacy-closure
WITH identified AS (
  SELECT r.risk_id, r.model_id, r.treatment, (
    SELECT min(substr(at, 1, 10)) FROM v_steps WHERE record_id = r.risk_id) AS since
  FROM v_risks r WHERE r.category = 'privacy' AND r.phase = 'pre-release' AND r.model_id IS NOT NULL),
released AS (
  SELECT i.*, (SELECT min(released_on) FROM v_versions v WHERE v.model_id = i.model_id AND v.released_on >= i.since AND v.released_on <= :on)
    AS day FROM identified i),
counted AS (
  SELECT s.state = 'mitigated' OR (s.state = 'closed' AND released.treatment <> 'accept') AS good FROM released JOIN v_steps s
  ON s.seq = (SELECT seq FROM v_steps WHERE record_id = risk_id AND state IS NOT NULL AND substr(at, 1, 10) <= day
              ORDER BY at DESC, seq DESC LIMIT 1)
  WHERE day BETWEEN :first AND :on)
SELECT coalesce(sum(good), 0), count(*), 100.0 * sum(good) / nullif(count(*), 0) FROM counted;

-- name: security-coverage
WITH production AS (
  SELECT record_id AS model_id FROM (
    SELECT record_id, state, row_number() OVER (PARTITION BY record_id ORDER BY at DESC, seq DESC) AS latest
    FROM v_steps WHERE event IN ('ModelRegistered', 'StageChanged') AND substr(at, 1, 10) <= :on)
  WHERE latest = 1 AND state = 'production'),
counted AS (
  SELECT EXISTS (
    SELECT 1 FROM v_artifacts a WHERE a.model_id = m.model_id AND a.kind = 'threat-model' AND a.state = 'accepted'
      AND coalesce(a.received, '') <= :on AND coalesce(a.valid_until, date(a.received, '+12 months'), :on) >= :on) AS good
  FROM production JOIN v_models m USING (model_id) WHERE security_applies = 'yes')
SELECT coalesce(sum(good), 0), count(*), 100.0 * sum(good) / nullif(count(*), 0) FROM counted;

-- name: satisfaction
SELECT coalesce(sum(denominator), 0), coalesce(sum(denominator), 0), 1.0 * sum(numerator) / nullif(sum(denominator), 0)
FROM v_manual_metrics WHERE name = 'satisfaction' AND period_end BETWEEN :first AND :on;

-- name: audit-findings
SELECT coalesce(sum(value) FILTER (WHERE segment IN ('high', 'critical')), 0), coalesce(sum(value), 0),
       CASE WHEN count(*) > 0 THEN coalesce(sum(value) FILTER (WHERE segment IN ('high', 'critical')), 0) END
FROM v_manual_metrics WHERE name = 'audit-findings' AND period_end BETWEEN :first AND :on;

-- name: training
SELECT coalesce(sum(numerator), 0), coalesce(sum(denominator), 0), 100.0 * sum(numerator) / nullif(sum(denominator), 0)
FROM v_manual_metrics WHERE name = 'training' AND period_end > date(:on, '-12 months') AND period_end <= :on;

-- name: automation
WITH counted AS (
  SELECT coalesce((
    SELECT state FROM v_steps WHERE record_id = v.version_id AND event = 'GateAnswered' AND substr(at, 1, 10) <= v.released_on
    ORDER BY at DESC, seq DESC LIMIT 1), 'none') IN ('pass', 'fail') AS asked
  FROM v_versions v WHERE released_on BETWEEN :first AND :on)
SELECT coalesce(sum(asked), 0), count(*), 100.0 * sum(asked) / nullif(count(*), 0) FROM counted;

-- name: leadership
WITH mentored AS (
  SELECT lower(segment) AS team FROM v_manual_metrics WHERE name = 'mentored-teams' AND value > 0 AND period_end <= :on),
withdrawn AS (
  SELECT record_id, state FROM (
    SELECT record_id, state, row_number() OVER (PARTITION BY record_id ORDER BY at DESC, seq DESC) AS latest
    FROM v_steps WHERE record_id LIKE 'INT-%' AND substr(at, 1, 10) <= :on)
  WHERE latest = 1 AND state IN ('withdrawn', 'out-of-scope')),
withdrawn_before AS (
  SELECT record_id, state FROM (
    SELECT record_id, state, row_number() OVER (PARTITION BY record_id ORDER BY at DESC, seq DESC) AS latest
    FROM v_steps WHERE record_id LIKE 'INT-%' AND substr(at, 1, 10) <= :before_on)
  WHERE latest = 1 AND state IN ('withdrawn', 'out-of-scope')),
checked AS (
  SELECT record_id, first_pass = 'yes' AS complete, substr(min(at), 1, 10) AS day FROM v_steps
  WHERE first_pass IN ('yes', 'no') AND record_id IN (
    SELECT i.intake_id FROM v_submissions i JOIN v_models m USING (model_id) WHERE lower(m.business_unit) IN mentored) GROUP BY 1),
now AS (SELECT sum(complete) AS n, count(*) AS d FROM checked
        WHERE day BETWEEN :first AND :on AND record_id NOT IN (SELECT record_id FROM withdrawn)),
before AS (SELECT sum(complete) AS n, count(*) AS d FROM checked
           WHERE day BETWEEN :before_first AND :before_on AND record_id NOT IN (SELECT record_id FROM withdrawn_before))
SELECT coalesce(now.n, 0), now.d, 100.0 * now.n / nullif(now.d, 0) - 100.0 * before.n / nullif(before.d, 0) FROM now, before;

-- name: follow-through
WITH counted AS (
  SELECT coalesce(state = 'closed' AND substr(closed_at, 1, 10) <= original_due, 0) AS kept FROM v_followups
  WHERE kind = 'condition' AND state <> 'cancelled' AND original_due BETWEEN :first AND :on
    AND NOT (original_due = :on AND coalesce(state <> 'closed' OR substr(closed_at, 1, 10) > :on, 1)))
SELECT coalesce(sum(kept), 0), count(*), 100.0 * sum(kept) / nullif(count(*), 0) FROM counted;

-- name: meeting-discipline
WITH counted AS (
  SELECT disposition = 'decided' AS decided FROM v_items JOIN v_meetings m USING (meeting_id)
  WHERE substr(m.adjourned_at, 1, 10) BETWEEN :first AND :on AND disposition NOT IN ('noted', 'removed')
    AND NOT (disposition = 'open' AND v_items.kind = 'information'))
SELECT coalesce(sum(decided), 0), count(*), 100.0 * sum(decided) / nullif(count(*), 0) FROM counted;
