CREATE UNIQUE INDEX person_handle ON person (handle) WHERE voided = 0;
CREATE INDEX person_name ON person (name COLLATE NOCASE);
CREATE UNIQUE INDEX model_external ON model (external_key) WHERE voided = 0 AND external_key IS NOT NULL;
CREATE INDEX model_name ON model (name COLLATE NOCASE, number, voided);
CREATE INDEX model_tier ON model (tier, number);
CREATE INDEX model_stage ON model (stage, number);
CREATE INDEX model_kind ON model (kind, number);
CREATE INDEX model_owner ON model (owner, number);
CREATE INDEX model_review ON model (next_review, number);
CREATE INDEX model_dependencies ON model (dependencies) WHERE dependencies IS NOT NULL;
CREATE UNIQUE INDEX version_label ON version (model, label) WHERE voided = 0;
CREATE INDEX artifact_model ON artifact (model);
CREATE INDEX assessment_model ON assessment (model);
CREATE INDEX validation_model ON validation (model);
CREATE UNIQUE INDEX submission_external ON submission (external_key) WHERE voided = 0 AND external_key IS NOT NULL;
CREATE INDEX submission_model ON submission (model);
CREATE INDEX submission_state ON submission (state, number, voided);
-- Compared word by word: a list after IN is made anew, as a table, at every row that is written.
CREATE INDEX submission_due ON submission (
  CASE state WHEN 'decided' THEN '9999' WHEN 'withdrawn' THEN '9999' WHEN 'out-of-scope' THEN '9999' WHEN 'returned' THEN '9998'
     WHEN 'submitted' THEN coalesce(triage_due, '9997') ELSE coalesce(decision_due, triage_due, '9997') END, number);
-- What is still to be done of a register that only grows: the first screen and the header read it.
CREATE INDEX submission_open ON submission (
  CASE state WHEN 'decided' THEN '9999' WHEN 'withdrawn' THEN '9999' WHEN 'out-of-scope' THEN '9999' WHEN 'returned' THEN '9998'
     WHEN 'submitted' THEN coalesce(triage_due, '9997') ELSE coalesce(decision_due, triage_due, '9997') END,
  number, voided, state)
  WHERE voided = 0 AND (state = 'submitted' OR state = 'in-review' OR state = 'returned' OR state = 'ready' OR state = 'scheduled');
CREATE INDEX submission_kind ON submission (kind, number);
CREATE INDEX submission_reviewer ON submission (reviewer, number);
CREATE UNIQUE INDEX risk_external ON risk (external_key) WHERE voided = 0 AND external_key IS NOT NULL;
CREATE INDEX risk_model ON risk (model);
CREATE INDEX risk_residual ON risk (residual, number, voided);
CREATE INDEX risk_state ON risk (state, number);
CREATE INDEX risk_category ON risk (category, number);
CREATE INDEX risk_owner ON risk (owner, number);
CREATE INDEX risk_target ON risk (target_date, number);
CREATE INDEX acceptance_model ON acceptance (model);
CREATE INDEX acceptance_expiry ON acceptance (expiry, number);
CREATE INDEX acceptance_decision ON acceptance (decision) WHERE decision > 0;
CREATE UNIQUE INDEX followup_external ON followup (external_key) WHERE voided = 0 AND external_key IS NOT NULL;
CREATE INDEX followup_model ON followup (model);
CREATE INDEX followup_source ON followup (source);
CREATE INDEX followup_due ON followup (due, number, voided);
CREATE INDEX followup_state ON followup (state, number);
CREATE INDEX followup_open ON followup (due, number, voided, state, kind)
  WHERE voided = 0 AND state IN ('open', 'in-progress', 'verify');
CREATE INDEX followup_severe ON followup (due, number)
  WHERE voided = 0 AND severity IN ('high', 'critical') AND state IN ('open', 'in-progress', 'verify');
-- What can still lapse by its date: asked before every operation, so these hold nothing else.
CREATE INDEX acceptance_lapsing ON acceptance (expiry) WHERE voided = 0 AND state = 'active';
CREATE INDEX followup_lapsing ON followup (due)
  WHERE voided = 0 AND kind = 'condition' AND state IN ('open', 'in-progress', 'verify');
CREATE INDEX version_lapsing ON version (approval_valid_until)
  WHERE voided = 0 AND approval IN ('approved', 'conditional', 'provisional');
CREATE INDEX model_lapsing ON model (next_review) WHERE voided = 0 AND stage IN ('production', 'suspended');
-- What alarms look at beside that.
CREATE INDEX acceptance_over ON acceptance (expiry) WHERE voided = 0 AND state IN ('active', 'expired');
CREATE INDEX submission_untriaged ON submission (triage_due) WHERE voided = 0 AND state = 'submitted';
CREATE INDEX submission_undecided ON submission (decision_due)
  WHERE voided = 0 AND (state = 'in-review' OR state = 'ready' OR state = 'scheduled');
CREATE INDEX drift_event_untriaged ON drift_event (model) WHERE voided = 0 AND triaged IS NULL;
CREATE INDEX version_refused ON version (model) WHERE voided = 0 AND gate = 'fail';
CREATE INDEX review_pending ON review (model) WHERE voided = 0 AND outcome = 'pending';
CREATE INDEX followup_owner ON followup (owner, number);
CREATE INDEX followup_opened ON followup (opened_at);
CREATE INDEX followup_closed ON followup (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX followup_kind ON followup (kind, number);
CREATE INDEX incident_model ON incident (model);
CREATE INDEX incident_state ON incident (state, number);
CREATE INDEX incident_severity ON incident (severity, number);
CREATE INDEX meeting_date ON meeting (date, number);
CREATE INDEX meeting_state ON meeting (state, date);
CREATE INDEX meeting_over ON meeting (adjourned_at, number) WHERE voided = 0 AND state IN ('adjourned', 'minutes-adopted');
CREATE INDEX item_meeting ON item (meeting, position);
CREATE INDEX item_subject ON item (subject);
CREATE INDEX item_left ON item (number) WHERE disposition IN ('carried-over', 'deferred');
CREATE INDEX note_meeting ON note (meeting, number);
CREATE INDEX note_item ON note (item, number);
CREATE INDEX decision_item ON decision (item);
CREATE INDEX decision_meeting ON decision (meeting, number);
CREATE INDEX decision_model ON decision (model, number);
CREATE INDEX decision_number ON decision (number, voided, model, tier);
CREATE INDEX decision_escalated ON decision (number) WHERE voided = 0 AND outcome = 'escalate';
CREATE INDEX decision_alone ON decision (decided_at) WHERE coalesce(meeting, 0) = 0;
CREATE INDEX decision_provisional ON decision (number) WHERE voided = 0 AND status = 'provisional';
CREATE INDEX attendance_meeting ON attendance (meeting, seq);
CREATE INDEX incident_entry_incident ON incident_entry (incident, seq);
CREATE INDEX operation_actor ON operation (actor, op);
CREATE INDEX operation_undoing ON operation (actor, op) WHERE reverses IS NOT NULL;
CREATE INDEX monitor_model ON monitor (model, number);
CREATE INDEX monitor_breached ON monitor (last_breach) WHERE voided = 0 AND last_breach IS NOT NULL;
CREATE INDEX reading_breach ON reading (monitor, at) WHERE standing = 'breach';
CREATE INDEX monitor_standing ON monitor (standing) WHERE standing <> 'within';
CREATE INDEX drift_event_model ON drift_event (model, number);
CREATE INDEX review_model ON review (model, number);
CREATE INDEX review_due ON review (outcome, due);
CREATE INDEX manual_metric_name ON manual_metric (name COLLATE NOCASE, period_end);
