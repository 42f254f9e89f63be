-- Documented views: what an analyst reads with `sqlite3 board.db`. Identifiers as people write them.
CREATE VIEW v_people AS
  SELECT handle, name, email, function, seat, alternate_for, accountable_exec, manager, active FROM person WHERE voided = 0;

CREATE VIEW v_models AS
  SELECT printf('MDL-%04d', number) AS model_id, name, kind, origin, vendor, owner, developers, accountable_exec, business_unit,
         exposure, regions, tier, tier_provisional, tier_rationale, stage, current_version, last_review, next_review, tags, purpose,
         fairness_applies, privacy_applies, security_applies
  FROM model WHERE voided = 0;

CREATE VIEW v_versions AS
  SELECT printf('MDL-%04d', v.model) AS model_id, v.label AS version, v.change, v.material, v.released_on, v.rolled_back_on,
         v.approval, CASE WHEN v.approval_decision > 0 THEN printf('DEC-%04d', v.approval_decision) END AS approval_decision_id,
         v.approval_valid_until, printf('VER-%04d', v.number) AS version_id, v.gate, v.gate_at
  FROM version v WHERE v.voided = 0;

CREATE VIEW v_submissions AS
  SELECT printf('INT-%04d', s.number) AS intake_id, printf('MDL-%04d', s.model) AS model_id, m.name AS model_name, s.version, s.kind,
         s.summary, s.requester, s.reviewer, s.release_target, s.state, m.tier, s.submitted_at, s.complete_at, s.triage_due,
         s.decision_due, s.first_pass, s.returns, s.missing, s.deferrals,
         CASE WHEN s.decision > 0 THEN printf('DEC-%04d', s.decision) END AS decision_id, s.decided_at
  FROM submission s LEFT JOIN model m ON m.number = s.model WHERE s.voided = 0;

CREATE VIEW v_risks AS
  SELECT printf('RSK-%04d', r.number) AS risk_id, CASE WHEN r.model > 0 THEN printf('MDL-%04d', r.model) END AS model_id, r.category,
         r.statement, r.likelihood, r.impact, r.residual_likelihood, r.residual_impact, r.residual,
         CASE WHEN r.residual >= 17 THEN 'critical' WHEN r.residual >= 10 THEN 'high' WHEN r.residual >= 5 THEN 'medium'
              WHEN r.residual >= 1 THEN 'low' END AS residual_band,
         r.treatment, r.owner, r.target_date, r.state, CASE WHEN r.acceptance > 0 THEN printf('ACC-%04d', r.acceptance) END AS acceptance_id,
         r.phase, r.target_likelihood, r.target_impact, r.target_likelihood * r.target_impact AS target, r.frameworks
  FROM risk r WHERE r.voided = 0;

CREATE VIEW v_followups AS
  SELECT printf('FUP-%04d', f.number) AS followup_id, f.kind, CASE WHEN f.model > 0 THEN printf('MDL-%04d', f.model) END AS model_id,
         f.title, f.severity, f.gate, f.owner, substr(f.opened_at, 1, 10) AS opened_on, f.original_due, f.due, f.extensions, f.state,
         f.verifier, f.evidence, f.closed_at, f.opened_at
  FROM followup f WHERE f.voided = 0;

CREATE VIEW v_open_followups AS
  SELECT * FROM v_followups WHERE state IN ('open', 'in-progress', 'verify') ORDER BY due IS NULL, due, followup_id;

CREATE VIEW v_acceptances AS
  SELECT printf('ACC-%04d', number) AS acceptance_id, kind, printf('MDL-%04d', model) AS model_id, risks, rationale, accountable_exec,
         signed_on, effective, expiry, review_date, state, CASE WHEN renewal_of > 0 THEN printf('ACC-%04d', renewal_of) END AS renewal_of
  FROM acceptance WHERE voided = 0;

CREATE VIEW v_incidents AS
  SELECT printf('INC-%04d', number) AS incident_id, title, severity, CASE WHEN model > 0 THEN printf('MDL-%04d', model) END AS model_id,
         version, source, onset, detected, scope, containment, cause_category, regulator, lead, state, reported_at, closed_at,
         contained_by, resolved, gravity, regulator_told, exercise, triaged_at, contained_at, cause_known_at, actions_at
  FROM incident WHERE voided = 0;

CREATE VIEW v_meetings AS
  SELECT printf('MRB-%04d', number) AS meeting_id, kind, date, time, place, chair, secretary, state, opened_at, adjourned_at, adopted_at
  FROM meeting WHERE voided = 0;

CREATE VIEW v_decisions AS
  SELECT printf('DEC-%04d', d.number) AS decision_id, printf('MRB-%04d', d.meeting) AS meeting_id, i.position AS item_no,
         CASE WHEN d.submission > 0 THEN printf('INT-%04d', d.submission) END AS intake_id,
         CASE WHEN d.model > 0 THEN printf('MDL-%04d', d.model) END AS model_id, m.name AS model_name, d.version_label AS version, d.tier,
         d.outcome, d.status, d.motion, d.mover, d.voters_for, d.voters_against, d.voters_abstain, d.recused, d.quorum_required,
         d.quorum_present, d.rationale, d.dissent, d.valid_until, d.criteria_version, d.decided_at, d.record_hash
  FROM decision d LEFT JOIN item i ON i.number = d.item LEFT JOIN model m ON m.number = d.model WHERE d.voided = 0;

CREATE VIEW v_votes AS
  SELECT printf('DEC-%04d', v.decision) AS decision_id, v.person, v.ballot
  FROM vote v JOIN decision d ON d.number = v.decision WHERE d.voided = 0;

CREATE VIEW v_log AS
  SELECT seq, op, at, effective, actor, kind, payload, hash FROM event;

CREATE VIEW v_monitors AS
  SELECT printf('MON-%04d', number) AS monitor_id, printf('MDL-%04d', model) AS model_id, metric, dimension, baseline, warn, alert,
         direction, cadence, owner, runbook, runbook_reviewed, live_since, ended_on, last_value, last_at, standing, last_breach
  FROM monitor WHERE voided = 0;

CREATE VIEW v_readings AS
  SELECT printf('MON-%04d', r.monitor) AS monitor_id, printf('MDL-%04d', m.model) AS model_id, m.metric, r.at, r.segment, r.value,
         r.standing
  FROM reading r JOIN monitor m ON m.number = r.monitor WHERE m.voided = 0;

CREATE VIEW v_drift_events AS
  SELECT printf('DRF-%04d', number) AS drift_id, printf('MDL-%04d', model) AS model_id,
         CASE WHEN monitor > 0 THEN printf('MON-%04d', monitor) END AS monitor_id, summary, onset, alerted, triaged, outcome,
         CASE WHEN incident > 0 THEN printf('INC-%04d', incident) END AS incident_id
  FROM drift_event WHERE voided = 0;

CREATE VIEW v_reviews AS
  SELECT printf('REV-%04d', number) AS review_id, printf('MDL-%04d', model) AS model_id, "trigger" AS trigger, due, reviewer, outcome,
         concluded_on, CASE WHEN decision > 0 THEN printf('DEC-%04d', decision) END AS decision_id
  FROM review WHERE voided = 0;

CREATE VIEW v_control_tests AS
  SELECT printf('CTL-%04d', number) AS test_id, control, sample, tester, tested_on, result, exceptions
  FROM control_test WHERE voided = 0;

CREATE VIEW v_manual_metrics AS
  SELECT printf('MET-%04d', number) AS metric_id, name, period_end, segment, numerator, denominator, value, source, "by" AS entered_by
  FROM manual_metric WHERE voided = 0 AND withdrawn = 0;

-- The dated steps of a record: what it became, and when. What was undone is left out. One row an event; `state` is a model's stage,
-- a submission's, a risk's or an acceptance's state, or what the release gate said of a version; `tier` stands where one was set, and
-- `reasoned` says whether it has a rationale; `first_pass` stands once the first check of completeness is made.
CREATE VIEW v_steps AS
  SELECT e.seq, e.effective AS at, e.kind AS event,
         CASE e.kind WHEN 'ModelRegistered' THEN printf('MDL-%04d', e.payload ->> '$.number')
              WHEN 'SubmissionReceived' THEN printf('INT-%04d', e.payload ->> '$.number')
              WHEN 'RiskIdentified' THEN printf('RSK-%04d', e.payload ->> '$.number')
              WHEN 'RiskRevised' THEN printf('RSK-%04d', e.payload ->> '$.number')
              WHEN 'AcceptanceProposed' THEN printf('ACC-%04d', e.payload ->> '$.number')
              WHEN 'StageChanged' THEN e.payload ->> '$.model' WHEN 'TierSet' THEN e.payload ->> '$.model'
              WHEN 'RiskAcceptanceLinked' THEN e.payload ->> '$.risk' WHEN 'GateAnswered' THEN e.payload ->> '$.version'
              ELSE coalesce(e.payload ->> '$.submission', e.payload ->> '$.acceptance') END AS record_id,
         CASE WHEN e.kind = 'ModelRegistered' THEN coalesce(e.payload ->> '$.fields.stage', 'proposed')
              WHEN e.kind = 'StageChanged' THEN coalesce(e.payload ->> '$.to', 'proposed')
              WHEN e.kind = 'RiskIdentified' THEN coalesce(e.payload ->> '$.fields.state', 'identified')
              WHEN e.kind = 'RiskRevised' THEN (SELECT c.value ->> '$.to' FROM json_each(e.payload, '$.changes') c
                                                WHERE c.value ->> '$.field' = 'state')
              WHEN e.kind = 'RiskAcceptanceLinked' THEN coalesce(e.payload ->> '$.to', 'identified')
              WHEN e.kind = 'GateAnswered' THEN coalesce(e.payload ->> '$.result', 'none')
              WHEN e.kind = 'TierSet' THEN NULL
              WHEN e.kind = 'SubmissionReceived' THEN 'submitted'
              WHEN e.kind LIKE 'Submission%' THEN coalesce(e.payload ->> '$.to.state', 'submitted')
              ELSE coalesce(e.payload ->> '$.to', 'proposed') END AS state,
         CASE e.kind WHEN 'ModelRegistered' THEN e.payload ->> '$.fields.tier'
              WHEN 'TierSet' THEN nullif(coalesce(e.payload ->> '$.to', 0), 0) END AS tier,
         CASE e.kind WHEN 'ModelRegistered' THEN coalesce(trim(e.payload ->> '$.fields.tier_rationale'), '') <> ''
              WHEN 'TierSet' THEN coalesce(trim(e.payload ->> '$.rationale'), '') <> '' END AS reasoned,
         CASE WHEN e.kind LIKE 'Submission%' THEN e.payload ->> '$.to.first_pass' END AS first_pass
  FROM event e LEFT JOIN operation o ON o.op = e.op
  WHERE e.payload IS NOT NULL AND o.reversed_by IS NULL AND (o.reverses IS NULL OR o.redo = 1)
    AND e.kind IN ('ModelRegistered', 'StageChanged', 'TierSet', 'RiskIdentified', 'RiskRevised', 'RiskAcceptanceLinked',
                   'AcceptanceProposed', 'AcceptanceActivated', 'AcceptanceClosed', 'AcceptanceRevoked', 'AcceptanceExpired',
                   'GateAnswered', 'SubmissionReceived', 'SubmissionTriaged', 'SubmissionReturned', 'SubmissionResubmitted',
                   'SubmissionReady', 'SubmissionScheduled', 'SubmissionUnscheduled', 'SubmissionDecided', 'SubmissionReopened',
                   'SubmissionDeferred', 'SubmissionWithdrawn', 'SubmissionOutOfScope');

CREATE VIEW v_validations AS
  SELECT printf('VAL-%04d', number) AS validation_id, printf('MDL-%04d', model) AS model_id, version, validator, independent, code_ref,
         data_ref, results_ref, reproduced, opinion, issued_on, valid_until
  FROM validation WHERE voided = 0;

CREATE VIEW v_artifacts AS
  SELECT printf('ART-%04d', number) AS artifact_id, kind, printf('MDL-%04d', model) AS model_id, version, title, uri, sha256, author,
         received, valid_until, state
  FROM artifact WHERE voided = 0;

CREATE VIEW v_items AS
  SELECT printf('ITM-%04d', i.number) AS item_id, printf('MRB-%04d', i.meeting) AS meeting_id, i.position AS item_no, i.kind, i.title,
         i.presenter, i.timebox, i.used_seconds, i.consent, i.disposition, i.disposition_note
  FROM item i WHERE i.voided = 0;
