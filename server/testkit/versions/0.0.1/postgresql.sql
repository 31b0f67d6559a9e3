CREATE TABLE account (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    username text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    member_id bigint,
    password_hash text NOT NULL COLLATE pg_catalog."C",
    password_changed_at bigint NOT NULL,
    must_change_password bigint NOT NULL,
    totp_secret bytea,
    totp_last_step bigint NOT NULL,
    recovery_codes text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    large_type bigint NOT NULL,
    created_at bigint NOT NULL,
    last_login_at bigint,
    authority bigint NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE attendance (
    tenant_id bigint NOT NULL,
    meeting_id bigint NOT NULL,
    member_id bigint NOT NULL,
    account_id bigint NOT NULL,
    "position" bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    standing text NOT NULL COLLATE pg_catalog."C",
    exempt bigint NOT NULL,
    home_id bigint NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    signed_at bigint,
    signed_by text NOT NULL COLLATE pg_catalog."C",
    reason text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE audit (
    tenant_id bigint NOT NULL,
    chain bigint NOT NULL,
    sequence bigint NOT NULL,
    at bigint NOT NULL,
    account_id bigint NOT NULL,
    actor text NOT NULL COLLATE pg_catalog."C",
    action text NOT NULL COLLATE pg_catalog."C",
    subject_kind text NOT NULL COLLATE pg_catalog."C",
    subject_id bigint NOT NULL,
    organization_id bigint NOT NULL,
    detail text NOT NULL COLLATE pg_catalog."C",
    request_id text NOT NULL COLLATE pg_catalog."C",
    peer text NOT NULL COLLATE pg_catalog."C",
    mac bytea NOT NULL
);

CREATE TABLE audit_head (
    tenant_id bigint NOT NULL,
    chain bigint NOT NULL,
    sequence bigint NOT NULL,
    mac bytea NOT NULL,
    seal bytea NOT NULL
);

CREATE TABLE binder (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    organization_id bigint NOT NULL,
    year bigint NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    file_id bigint,
    size bigint NOT NULL,
    failure text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    created_by bigint NOT NULL,
    finished_at bigint,
    version bigint NOT NULL
);

CREATE TABLE calendar_feed (
    tenant_id bigint NOT NULL,
    account_id bigint NOT NULL,
    token_fingerprint text NOT NULL COLLATE pg_catalog."C",
    made_at bigint NOT NULL,
    read_on bigint
);

CREATE TABLE contact_leader (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    account_id bigint,
    member_id bigint,
    name text NOT NULL COLLATE pg_catalog."C",
    post text NOT NULL COLLATE pg_catalog."C",
    organization_id bigint NOT NULL,
    display_order bigint NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE contact_point (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    leader_id bigint NOT NULL,
    organization_id bigint NOT NULL,
    valid_from bigint NOT NULL,
    valid_to bigint,
    why text NOT NULL COLLATE pg_catalog."C",
    ended_why text NOT NULL COLLATE pg_catalog."C",
    assigned_at bigint NOT NULL,
    assigned_by bigint NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE contact_visit (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    leader_id bigint NOT NULL,
    organization_id bigint NOT NULL,
    place_id bigint NOT NULL,
    way text NOT NULL COLLATE pg_catalog."C",
    visited_on bigint NOT NULL,
    title text NOT NULL COLLATE pg_catalog."C",
    feedback text NOT NULL COLLATE pg_catalog."C",
    follow_up text NOT NULL COLLATE pg_catalog."C",
    answer text NOT NULL COLLATE pg_catalog."C",
    answered_on bigint,
    state text NOT NULL COLLATE pg_catalog."C",
    withdrawn_why text NOT NULL COLLATE pg_catalog."C",
    late bigint NOT NULL,
    late_reason text NOT NULL COLLATE pg_catalog."C",
    source_kind text NOT NULL COLLATE pg_catalog."C",
    source_id bigint NOT NULL,
    recorded_at bigint NOT NULL,
    recorded_by bigint NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE draw (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    purpose text NOT NULL COLLATE pg_catalog."C",
    inspection_id bigint,
    organization_id bigint NOT NULL,
    seed text NOT NULL COLLATE pg_catalog."C",
    population text NOT NULL COLLATE pg_catalog."C",
    population_hash text NOT NULL COLLATE pg_catalog."C",
    take bigint NOT NULL,
    result text NOT NULL COLLATE pg_catalog."C",
    announced_at bigint NOT NULL,
    drawn_at bigint,
    announced_by text NOT NULL COLLATE pg_catalog."C",
    drawn_by text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL
);

CREATE TABLE ended_grant (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    role text NOT NULL COLLATE pg_catalog."C",
    organization_id bigint NOT NULL,
    granted_by bigint NOT NULL,
    granted_at bigint NOT NULL,
    ended_by bigint NOT NULL,
    ended_at bigint NOT NULL
);

CREATE TABLE fact (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    kind bigint NOT NULL,
    organization_id bigint NOT NULL,
    member_id bigint NOT NULL,
    happened_on bigint NOT NULL,
    amount bigint NOT NULL,
    sign bigint NOT NULL,
    late bigint NOT NULL,
    source_kind text NOT NULL COLLATE pg_catalog."C",
    source_id bigint NOT NULL,
    entered_at bigint NOT NULL,
    entered_by bigint NOT NULL,
    voids bigint NOT NULL
);

CREATE TABLE fact_kind (
    tenant_id bigint NOT NULL,
    number bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE idempotency (
    tenant_id bigint NOT NULL,
    account_id bigint NOT NULL,
    request_key text NOT NULL COLLATE pg_catalog."C",
    fingerprint text NOT NULL COLLATE pg_catalog."C",
    status bigint NOT NULL,
    body text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL
);

CREATE TABLE inspection (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    title text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    organization_id bigint NOT NULL,
    coverage text NOT NULL COLLATE pg_catalog."C",
    chosen text NOT NULL COLLATE pg_catalog."C",
    starts_on bigint NOT NULL,
    ends_on bigint NOT NULL,
    checklist text NOT NULL COLLATE pg_catalog."C",
    purpose text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    opened_on bigint,
    closed_on bigint,
    version bigint NOT NULL
);

CREATE TABLE inspection_team (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    inspection_id bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    lead_id bigint NOT NULL
);

CREATE TABLE inspection_team_member (
    tenant_id bigint NOT NULL,
    team_id bigint NOT NULL,
    account_id bigint NOT NULL
);

CREATE TABLE job (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    title text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    done bigint NOT NULL,
    total bigint NOT NULL,
    message text NOT NULL COLLATE pg_catalog."C",
    link text NOT NULL COLLATE pg_catalog."C",
    cancelling bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);

CREATE TABLE job_turn (
    tenant_id bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    due_at bigint NOT NULL
);

CREATE TABLE letter (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    number text NOT NULL COLLATE pg_catalog."C",
    year bigint NOT NULL,
    sequence bigint NOT NULL,
    issuer_id bigint NOT NULL,
    organization_id bigint NOT NULL,
    title text NOT NULL COLLATE pg_catalog."C",
    opening text NOT NULL COLLATE pg_catalog."C",
    closing text NOT NULL COLLATE pg_catalog."C",
    problem_ids text NOT NULL COLLATE pg_catalog."C",
    reply_days bigint NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    procedure_version bigint NOT NULL,
    due_on bigint,
    issued_on bigint,
    reply_due_on bigint,
    received_on bigint,
    replied_on bigint,
    closed_on bigint,
    reply text NOT NULL COLLATE pg_catalog."C",
    replies_to bigint,
    version bigint NOT NULL
);

CREATE TABLE letter_sequence (
    tenant_id bigint NOT NULL,
    issuer_id bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    year bigint NOT NULL,
    last bigint NOT NULL
);

CREATE TABLE login_failure (
    tenant_id bigint NOT NULL,
    subject text NOT NULL COLLATE pg_catalog."C",
    count bigint NOT NULL,
    last_at bigint NOT NULL
);

CREATE TABLE login_place (
    tenant_id bigint NOT NULL,
    account_id bigint NOT NULL,
    place text NOT NULL COLLATE pg_catalog."C",
    last_at bigint NOT NULL
);

CREATE TABLE login_session (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    token_fingerprint text NOT NULL COLLATE pg_catalog."C",
    account_id bigint NOT NULL,
    created_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    peer text NOT NULL COLLATE pg_catalog."C",
    device text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE mail_server (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    host text NOT NULL COLLATE pg_catalog."C",
    port bigint NOT NULL,
    security text NOT NULL COLLATE pg_catalog."C",
    username text NOT NULL COLLATE pg_catalog."C",
    password bytea,
    sender text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL
);

CREATE TABLE meeting (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    organization_id bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    title text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    day bigint NOT NULL,
    planned_at bigint,
    held_at bigint,
    ended_at bigint,
    duration bigint NOT NULL,
    place text NOT NULL COLLATE pg_catalog."C",
    host_id bigint,
    lecturer_id bigint,
    lecturer text NOT NULL COLLATE pg_catalog."C",
    topics text NOT NULL COLLATE pg_catalog."C",
    entitled bigint NOT NULL,
    present bigint NOT NULL,
    voters bigint NOT NULL,
    voters_present bigint NOT NULL,
    late bigint NOT NULL,
    late_reason text NOT NULL COLLATE pg_catalog."C",
    cancel_reason text NOT NULL COLLATE pg_catalog."C",
    amendments bigint NOT NULL,
    opened_at bigint,
    closed_at bigint,
    created_by bigint NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE meeting_paper (
    tenant_id bigint NOT NULL,
    meeting_id bigint NOT NULL,
    agenda text NOT NULL COLLATE pg_catalog."C",
    minutes text NOT NULL COLLATE pg_catalog."C",
    decisions text NOT NULL COLLATE pg_catalog."C",
    photos text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL
);

CREATE TABLE member (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    code text COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    pinyin text NOT NULL COLLATE pg_catalog."C",
    gender text NOT NULL COLLATE pg_catalog."C",
    id_number bytea,
    id_number_index text COLLATE pg_catalog."C",
    birth_date bigint,
    phone bytea,
    phone_index text COLLATE pg_catalog."C",
    nationality text NOT NULL COLLATE pg_catalog."C",
    education text NOT NULL COLLATE pg_catalog."C",
    degree text NOT NULL COLLATE pg_catalog."C",
    post text NOT NULL COLLATE pg_catalog."C",
    stage text NOT NULL COLLATE pg_catalog."C",
    organization_id bigint NOT NULL,
    joined_on bigint,
    regular_on bigint,
    exempt_reason text NOT NULL COLLATE pg_catalog."C",
    left_on bigint,
    left_why text NOT NULL COLLATE pg_catalog."C",
    note text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL
);

CREATE TABLE member_rollup (
    tenant_id bigint NOT NULL,
    member_id bigint NOT NULL,
    year bigint NOT NULL,
    kind bigint NOT NULL,
    count bigint NOT NULL,
    amount bigint NOT NULL
);

CREATE TABLE membership (
    tenant_id bigint NOT NULL,
    member_id bigint NOT NULL,
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    organization_id bigint NOT NULL,
    why text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE notice_channel (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    account_id bigint NOT NULL,
    address bytea,
    secret bytea,
    active bigint NOT NULL,
    digest_on bigint,
    delivered_at bigint,
    failure text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL
);

CREATE TABLE organization (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    code text COLLATE pg_catalog."C",
    number text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    short_name text NOT NULL COLLATE pg_catalog."C",
    pinyin text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    parent_id bigint,
    founded_on bigint,
    ended_on bigint,
    ended_why text NOT NULL COLLATE pg_catalog."C",
    unit text NOT NULL COLLATE pg_catalog."C",
    region text NOT NULL COLLATE pg_catalog."C",
    contact_name text NOT NULL COLLATE pg_catalog."C",
    contact_phone bytea,
    committee text NOT NULL COLLATE pg_catalog."C",
    display_order bigint NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE organization_change (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    organization_id bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    effective_on bigint NOT NULL,
    other_id bigint,
    reason text NOT NULL COLLATE pg_catalog."C",
    recorded_at bigint NOT NULL,
    recorded_by bigint NOT NULL
);

CREATE TABLE organization_name (
    tenant_id bigint NOT NULL,
    organization_id bigint NOT NULL,
    valid_from bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    short_name text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE outbox (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    job text NOT NULL COLLATE pg_catalog."C",
    payload text NOT NULL COLLATE pg_catalog."C",
    due_at bigint NOT NULL,
    attempts bigint NOT NULL,
    failure text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE password_history (
    tenant_id bigint NOT NULL,
    account_id bigint NOT NULL,
    changed_at bigint NOT NULL,
    password_hash text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE problem (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    organization_id bigint NOT NULL,
    inspection_id bigint,
    visit_id bigint,
    item text NOT NULL COLLATE pg_catalog."C",
    category text NOT NULL COLLATE pg_catalog."C",
    severity text NOT NULL COLLATE pg_catalog."C",
    clause text NOT NULL COLLATE pg_catalog."C",
    description text NOT NULL COLLATE pg_catalog."C",
    found_on bigint NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    procedure_version bigint NOT NULL,
    due_on bigint,
    fed_back_on bigint,
    received_on bigint,
    measures_on bigint,
    reported_on bigint,
    verified_on bigint,
    closed_on bigint,
    reopened_on bigint,
    measures text NOT NULL COLLATE pg_catalog."C",
    owner text NOT NULL COLLATE pg_catalog."C",
    promised_on bigint,
    rectification text NOT NULL COLLATE pg_catalog."C",
    unfixable_reason text NOT NULL COLLATE pg_catalog."C",
    letter_id bigint,
    raised_by bigint NOT NULL,
    reminded_at bigint,
    version bigint NOT NULL
);

CREATE TABLE procedure_history (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    subject_kind text NOT NULL COLLATE pg_catalog."C",
    subject_id bigint NOT NULL,
    procedure_name text NOT NULL COLLATE pg_catalog."C",
    procedure_version bigint NOT NULL,
    verb text NOT NULL COLLATE pg_catalog."C",
    from_state text NOT NULL COLLATE pg_catalog."C",
    to_state text NOT NULL COLLATE pg_catalog."C",
    account_id bigint NOT NULL,
    actor text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL,
    note text NOT NULL COLLATE pg_catalog."C",
    due_on bigint
);

CREATE TABLE recheck (
    tenant_id bigint NOT NULL,
    problem_id bigint NOT NULL,
    draw_id bigint NOT NULL
);

CREATE SEQUENCE record_id
    START WITH 1
    INCREMENT BY 1000
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE recycled (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    record_id bigint NOT NULL,
    organization_id bigint NOT NULL,
    title text NOT NULL COLLATE pg_catalog."C",
    permission text NOT NULL COLLATE pg_catalog."C",
    page text NOT NULL COLLATE pg_catalog."C",
    kept text NOT NULL COLLATE pg_catalog."C",
    deleted_by bigint NOT NULL,
    deleted_at bigint NOT NULL
);

CREATE TABLE report (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    organization_id bigint NOT NULL,
    year bigint NOT NULL,
    title text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    sections text NOT NULL COLLATE pg_catalog."C",
    generated text NOT NULL COLLATE pg_catalog."C",
    figures text NOT NULL COLLATE pg_catalog."C",
    computed_at bigint NOT NULL,
    created_at bigint NOT NULL,
    created_by bigint NOT NULL,
    changed_at bigint NOT NULL,
    finalised_on bigint,
    version bigint NOT NULL
);

CREATE TABLE report_version (
    tenant_id bigint NOT NULL,
    report_id bigint NOT NULL,
    version bigint NOT NULL,
    what text NOT NULL COLLATE pg_catalog."C",
    made_at bigint NOT NULL,
    made_by bigint NOT NULL,
    title text NOT NULL COLLATE pg_catalog."C",
    sections text NOT NULL COLLATE pg_catalog."C",
    figures text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE role_grant (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    role text NOT NULL COLLATE pg_catalog."C",
    organization_id bigint NOT NULL,
    granted_by bigint NOT NULL,
    granted_at bigint NOT NULL
);

CREATE TABLE rollup (
    tenant_id bigint NOT NULL,
    organization_id bigint NOT NULL,
    year bigint NOT NULL,
    kind bigint NOT NULL,
    period bigint NOT NULL,
    count bigint NOT NULL,
    amount bigint NOT NULL,
    late bigint NOT NULL,
    own bigint NOT NULL,
    units bigint NOT NULL
);

CREATE TABLE roster_import (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    file_name text NOT NULL COLLATE pg_catalog."C",
    file_id bigint NOT NULL,
    preview_id bigint,
    form text NOT NULL COLLATE pg_catalog."C",
    counts text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    created_by bigint NOT NULL,
    applied_at bigint,
    undone_at bigint,
    version bigint NOT NULL
);

CREATE TABLE roster_import_change (
    tenant_id bigint NOT NULL,
    import_id bigint NOT NULL,
    sheet_row bigint NOT NULL,
    subject_kind text NOT NULL COLLATE pg_catalog."C",
    subject_id bigint NOT NULL,
    action text NOT NULL COLLATE pg_catalog."C",
    version_after bigint NOT NULL,
    former bytea
);

CREATE TABLE roster_mapping (
    tenant_id bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    heading_set text NOT NULL COLLATE pg_catalog."C",
    columns text NOT NULL COLLATE pg_catalog."C",
    saved_at bigint NOT NULL,
    saved_by bigint NOT NULL
);

CREATE TABLE schema_version (
    module text NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    applied_at bigint NOT NULL,
    checksum text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE scope (
    tenant_id bigint NOT NULL,
    ancestor_id bigint NOT NULL,
    descendant_id bigint NOT NULL,
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL
);

CREATE TABLE scope_version (
    tenant_id bigint NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE search_entry (
    id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    organization_id bigint NOT NULL,
    day bigint NOT NULL,
    title text NOT NULL COLLATE pg_catalog."C",
    tokens text NOT NULL COLLATE pg_catalog."C",
    vector tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, tokens)) STORED
);

CREATE TABLE setting (
    tenant_id bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE signature_failure (
    tenant_id bigint NOT NULL,
    meeting_id bigint NOT NULL,
    account_id bigint NOT NULL,
    count bigint NOT NULL,
    last_at bigint NOT NULL
);

CREATE TABLE stored_file (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    content_type text NOT NULL COLLATE pg_catalog."C",
    size bigint NOT NULL,
    digest text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL
);

CREATE TABLE supervision_photo (
    tenant_id bigint NOT NULL,
    account_id bigint NOT NULL,
    photo_key text NOT NULL COLLATE pg_catalog."C",
    file_id bigint NOT NULL,
    uploaded_at bigint NOT NULL,
    subject_kind text NOT NULL COLLATE pg_catalog."C",
    subject_id bigint NOT NULL,
    purpose text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE visit (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    inspection_id bigint NOT NULL,
    organization_id bigint NOT NULL,
    team_id bigint,
    planned_on bigint,
    visited_on bigint,
    reported_on bigint,
    state text NOT NULL COLLATE pg_catalog."C",
    attended_by text NOT NULL COLLATE pg_catalog."C",
    conclusion text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL
);

CREATE TABLE visit_leader (
    tenant_id bigint NOT NULL,
    visit_id bigint NOT NULL,
    account_id bigint NOT NULL
);

CREATE TABLE visit_tick (
    tenant_id bigint NOT NULL,
    visit_id bigint NOT NULL,
    item text NOT NULL COLLATE pg_catalog."C",
    result text NOT NULL COLLATE pg_catalog."C",
    note text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL,
    account_id bigint NOT NULL
);

INSERT INTO account VALUES (1, 1, 'admin', '林静', NULL, '$argon2id$v=19$m=47104,t=1,p=1$Y/tf4bT6+jenp6YWlNZGhA$mD+7lRH2XjRkwBV4NIqeUjfyuP/m5sUIG4SqZEX1uSw', 1795395183221, 0, NULL, 0, '[]', 'active', 0, 1795395183221, 1795395183333, 1, 1);
INSERT INTO account VALUES (1, 14, 'clerk', '许清', NULL, '$argon2id$v=19$m=47104,t=1,p=1$Wn6V56hMLlgrV/xfDcznew$CUSkWkL2ysZiH1c2gm5M5sW/ABZ7RRQSg2xXLD4Ytws', 1795395184068, 0, NULL, 0, '[]', 'active', 0, 1795395183699, 1795395184176, 1, 2);
INSERT INTO account VALUES (1, 24, 'secretary', '王一', 18, '$argon2id$v=19$m=47104,t=1,p=1$fDmJHWzxC2rc/aUbR6o68A$RdSEYacm6f34R+uOLnZofVnN3J6o1T2AWVNqhIEKNoU', 1795395184712, 0, NULL, 0, '[]', 'active', 0, 1795395184368, 1795395184822, 1, 2);

INSERT INTO attendance VALUES (1, 29, 20, 0, 1, '李二', 'votes', 0, 11, 'present', 1795395184828, 'list', '');
INSERT INTO attendance VALUES (1, 29, 18, 0, 2, '王一', 'votes', 0, 11, 'present', 1795395184828, 'list', '');
INSERT INTO attendance VALUES (1, 29, 22, 0, 3, '张三', 'votes', 0, 11, 'leave', NULL, 'list', '出差');

INSERT INTO audit VALUES (1, 37, 1, 1795395183221, 0, 'installation', 'office.installed', 'account', 1, 0, 'null', 'f2a5832554c70a9c', '127.0.0.1', '\xf5ed4e4782378144651ecc8e2f1ec59b0b866cb91071f47d1eee2a7817150d1c');
INSERT INTO audit VALUES (1, 37, 2, 1795395183333, 1, '林静', 'session.opened', 'account', 1, 0, 'null', 'd7ff0962996046a7', '127.0.0.1', '\x6ae3c1dd8fe6c159046ef2fbc254f7caea7cc35cb605ffcc3697f5f603899ec1');
INSERT INTO audit VALUES (1, 37, 3, 1795395183339, 1, '林静', 'organization.founded', 'organization', 5, 5, '{"name":"市直机关工委"}', '3a9652c0f6ca1fd1', '127.0.0.1', '\x04fa8f3fef7ee45d70d7ade799854177b5a5f6597ebe3a3bf37b4e3a9ef77476');
INSERT INTO audit VALUES (1, 37, 4, 1795395183597, 1, '林静', 'organization.founded', 'organization', 8, 8, '{"name":"市财政局机关党委"}', '2c6e9fcb4c6089ee', '127.0.0.1', '\xc260d593f294e10f41af812089601c2066039b63f549fffbf77d176fbadb6641');
INSERT INTO audit VALUES (1, 37, 5, 1795395183618, 1, '林静', 'organization.founded', 'organization', 11, 11, '{"name":"财政局第一党支部"}', '0b0ef5ab1aa4b300', '127.0.0.1', '\x40faf868abe9dcbf45d46bf14eba075b0a270055fa13c3e1585661a3629bd1fe');
INSERT INTO audit VALUES (1, 37, 6, 1795395183699, 1, '林静', 'account.created', 'account', 14, 0, '{"id":[null,14],"name":["","许清"],"username":["","clerk"]}', '565e2ab6d07f7cf2', '127.0.0.1', '\xbe7f83cf0a624dfd815836835c650dca36bb2c9e0f788dc9f915268b5b99007d');
INSERT INTO audit VALUES (1, 37, 7, 1795395183699, 1, '林静', 'account.granted', 'account', 14, 5, '{"role":[null,"committee_clerk"],"organization_id":[null,5]}', '565e2ab6d07f7cf2', '127.0.0.1', '\x31da183b567fd942633e80f287b41fd576f16eec73e9ec048e9da8863163bd76');
INSERT INTO audit VALUES (1, 37, 8, 1795395183784, 14, '许清', 'session.opened', 'account', 14, 0, 'null', '7d83d9c4cf7fbfcd', '127.0.0.1', '\x92bad95deffb3d8ef6d254390449481e48ffede43fb9ef5921bc815adec10281');
INSERT INTO audit VALUES (1, 37, 9, 1795395184068, 14, '许清', 'account.password_changed', 'account', 14, 0, 'null', 'b3c3f349db03f1f4', '127.0.0.1', '\xce6c93933fbe58bcd433a4f9e55fe43d95b96c98479648ebb53cca749d9419dd');
INSERT INTO audit VALUES (1, 37, 10, 1795395184176, 14, '许清', 'session.opened', 'account', 14, 0, 'null', '401b22b0ed28ea3e', '127.0.0.1', '\x1efbb4f0c775c3cc9fb2c2ce7c7dca980714fb6b3981245746b70efe5aecc799');
INSERT INTO audit VALUES (1, 37, 11, 1795395184179, 14, '许清', 'member.admitted', 'member', 18, 11, '{"name":"王一"}', 'ae5bce93bd9d065f', '127.0.0.1', '\x2ab0641c818499938b5ee259a4c08689adb494e2c1fbc8d17bd1a2c931529f09');
INSERT INTO audit VALUES (1, 37, 12, 1795395184196, 14, '许清', 'member.admitted', 'member', 20, 11, '{"name":"李二"}', 'e9d82bb5d10a1251', '127.0.0.1', '\xf5a59b1fffae0679211f50d801ad7be9b427ba68bd4886e327fc252d83a29630');
INSERT INTO audit VALUES (1, 37, 13, 1795395184210, 14, '许清', 'member.admitted', 'member', 22, 11, '{"name":"张三"}', '74e73f9e8ddfcf4f', '127.0.0.1', '\x151c4e3ae544c6cae4b24fbf19b3b2fca1eb75873affa6dba7cea4eee7349ff9');
INSERT INTO audit VALUES (1, 37, 14, 1795395184368, 1, '林静', 'account.created', 'account', 24, 0, '{"id":[null,24],"name":["","王一"],"username":["","secretary"],"member_id":[null,18]}', '91f26d6fe1ea235f', '127.0.0.1', '\xad3361a795927480842ed98dc6cf2f487ec58f3391a63091cca90447f7d03095');
INSERT INTO audit VALUES (1, 37, 15, 1795395184368, 1, '林静', 'account.granted', 'account', 24, 11, '{"role":[null,"branch_secretary"],"organization_id":[null,11]}', '91f26d6fe1ea235f', '127.0.0.1', '\x918469760538be2e07676c824162dd81ccdacc31ae92310f882825bd3790e783');
INSERT INTO audit VALUES (1, 37, 16, 1795395184368, 1, '林静', 'account.granted', 'account', 24, 11, '{"role":[null,"member"],"organization_id":[null,11]}', '91f26d6fe1ea235f', '127.0.0.1', '\xa4ad71fdd7cebc2bb62127425645a23182a0bf9ba27a3db67cb5577400fe1e55');
INSERT INTO audit VALUES (1, 37, 17, 1795395184464, 24, '王一', 'session.opened', 'account', 24, 0, 'null', '00e1829149b1f65b', '127.0.0.1', '\x519783939e963d99f8032ee58df8508411d46d1a70527a926c89167da7bff153');
INSERT INTO audit VALUES (1, 37, 18, 1795395184712, 24, '王一', 'account.password_changed', 'account', 24, 0, 'null', 'da32e03794503501', '127.0.0.1', '\x696843137b1970a857642b8cb4243b8145dd04020939d089a19bb4e2abf99c17');
INSERT INTO audit VALUES (1, 37, 19, 1795395184822, 24, '王一', 'session.opened', 'account', 24, 0, 'null', '11b09439eff6556b', '127.0.0.1', '\x41704e4ef3dd127e4d99cdf282778080dee3af7c48553d77918ec898f8879c9d');
INSERT INTO audit VALUES (1, 37, 20, 1795395184828, 24, '王一', 'meeting.closed', 'meeting', 29, 11, '{"kind":"theme_day","day":"2026-11-23","present":2,"entitled":3,"late":false,"guests":[]}', '7dfeb90dfba5d66d', '127.0.0.1', '\x4b87c0529d9c793db858d0afce85b353d952648bad7ac58dec6315d8ff9b4877');

INSERT INTO audit_head VALUES (1, 37, 20, '\x4b87c0529d9c793db858d0afce85b353d952648bad7ac58dec6315d8ff9b4877', '\x311c8c9b9c394ee3f9f95e03658288199baa53f412b028448cff3bedccbaa1ac');

INSERT INTO fact VALUES (1, 33, 30, 11, 0, 20261123, 1, 1, 0, 'meeting', 29, 1795395184828, 24, 0);
INSERT INTO fact VALUES (1, 34, 31, 11, 20, 20261123, 59, 1, 0, 'meeting', 29, 1795395184828, 24, 0);
INSERT INTO fact VALUES (1, 35, 31, 11, 18, 20261123, 59, 1, 0, 'meeting', 29, 1795395184828, 24, 0);
INSERT INTO fact VALUES (1, 36, 32, 11, 0, 20261123, 3, 1, 0, 'meeting', 29, 1795395184828, 24, 0);

INSERT INTO fact_kind VALUES (1, 30, 'life.held.theme_day');
INSERT INTO fact_kind VALUES (1, 31, 'life.attended.theme_day');
INSERT INTO fact_kind VALUES (1, 32, 'life.entitled.theme_day');

INSERT INTO job_turn VALUES (1, 'notice.digest', 1795395483092);
INSERT INTO job_turn VALUES (1, 'organization.regularisation', 1795398783121);
INSERT INTO job_turn VALUES (1, 'sweep.recycle_bin', 1795481583123);
INSERT INTO job_turn VALUES (1, 'sweep.idempotency', 1795398783136);
INSERT INTO job_turn VALUES (1, 'sweep.sessions', 1795398783144);
INSERT INTO job_turn VALUES (1, 'sweep.files', 1795481583145);
INSERT INTO job_turn VALUES (1, 'audit.seal', 1795395203145);

INSERT INTO login_place VALUES (1, 1, '5bf4293734c227de81078cf3891b86829e2946a746aeacd6d35789297dcad7f8', 1795395183333);
INSERT INTO login_place VALUES (1, 14, '18bd6cbe68f9b998df5ec36d964742eb79a434b60527838f114972496154b33d', 1795395184176);
INSERT INTO login_place VALUES (1, 24, '76620d11cd387748d5a7d705193fe7bb4c1b9f4b782bc41cdb204832051e7383', 1795395184822);

INSERT INTO login_session VALUES (1, 3, '47e8ec1164d8d5ebeae77f6c35f4427d682c1673cea45018b713d77297a06257', 1, 1795395183221, 1795395183221, 1795438383221, '127.0.0.1', '');
INSERT INTO login_session VALUES (1, 4, 'b3e100f0701414d60ac47917d9153a5c1d5f398f29d8a0863021393bc1f95438', 1, 1795395183333, 1795395183333, 1795438383333, '127.0.0.1', '');
INSERT INTO login_session VALUES (1, 16, '75c2a70a03c88db4c36b5df4227510e20325c562b5df09561447c508b6ee9f15', 14, 1795395183784, 1795395183784, 1795438383784, '127.0.0.1', '');
INSERT INTO login_session VALUES (1, 17, '87a36e3883f6a2c83c8b13b9bdd71ef86874a9af56c881e3d23c531e46eb08d1', 14, 1795395184176, 1795395184176, 1795438384176, '127.0.0.1', '');
INSERT INTO login_session VALUES (1, 27, 'ffa43fecf9e563e6cdcad25e7b536df7e80c7c2ccf4fd6840e569fac9f616ecd', 24, 1795395184464, 1795395184464, 1795438384464, '127.0.0.1', '');
INSERT INTO login_session VALUES (1, 28, 'b7e2a71d7efe2887b0787bc67a9ef1a754e9735f782a447006d8b3e5cf8fd995', 24, 1795395184822, 1795395184822, 1795438384822, '127.0.0.1', '');

INSERT INTO meeting VALUES (1, 29, 11, 'theme_day', '主题党日', 'closed', 20261123, NULL, 1795391584000, 1795395124000, 59, '二楼会议室', 18, NULL, '', '', 3, 2, 3, 2, 0, '', '', 0, NULL, 1795395184828, 24, 1);

INSERT INTO meeting_paper VALUES (1, 29, '[]', '学习文件,交流体会。', '[]', '[]', 1);

INSERT INTO member VALUES (1, 18, NULL, '王一', 'wangyi wy yi', 'female', '\x230a08da8070cba01a45e20135b8bfbd0e8e1e7e178b9da0f4887b5e0e3146432b9fb237eac0a2e3e4afb5def2fd89a220227f7fba1147077f41', '0f61499ca5ba2cff027d2d6a558ce7c5', 19500417, '\xba610df94dc97a5b6a365d8753cd32c6cfb345a3586152d77e80e4d827193ec703adf9568d17ab8eccaef4f64bc68b974a4a31', 'baddaef8aed7ff8df521a7cf34cec14f', '', '', '', '', 'formal', 11, 20100701, 20110701, '', NULL, '', '', 1);
INSERT INTO member VALUES (1, 20, NULL, '李二', 'lier le er', 'female', '\x43fe04c37f4092cc4ff4543c07fbbbe784d2d74853157daabd0a5834159f7757b963eeb711bfbd04a3dc3ccdaeaf61303de3d6c9066f022f4667', '8c1a44383ceecb01641d2508076d4e8b', 19500418, '\xd2427e2cf77d43d272d59949bab0eafb7719acc04f0c51b83b97fdc1fec5a4fa2e3c85e5622c75d73ac36fabf4e8cbc9343e2b', '7bac9c98b4e7be8634e86c352cd96d47', '', '', '', '', 'formal', 11, 20100701, 20110701, '', NULL, '', '', 1);
INSERT INTO member VALUES (1, 22, NULL, '张三', 'zhangsan zs san', 'female', '\x73563939babca93b39e4a4301a4b32013da680479a168475507127d519068f1b8617c8f0635cb74332e067882ece79d210f49fb59c4784099a7b', 'c8c0f5658c03fd2ae05fdd23c8cc49a8', 19500419, '\x2e28b94d9ce649c45a79bb10c74075113a9004a1fbbcaeee6cd9beca2bce3d9d61cd7acda956f75a76c231477082e4da2e2f60', 'c1c1dc307dccea4d40e1c0043d42999d', '', '', '', '', 'formal', 11, 20100701, 20110701, '', NULL, '', '', 1);

INSERT INTO member_rollup VALUES (1, 18, 2026, 31, 1, 59);
INSERT INTO member_rollup VALUES (1, 20, 2026, 31, 1, 59);

INSERT INTO membership VALUES (1, 18, 20100701, 99991231, 11, 'admitted');
INSERT INTO membership VALUES (1, 20, 20100701, 99991231, 11, 'admitted');
INSERT INTO membership VALUES (1, 22, 20100701, 99991231, 11, 'admitted');

INSERT INTO organization VALUES (1, 5, NULL, '', '市直机关工委', '市直机关工委', 'shizhijiguangongwei szjggw', 'working_committee', NULL, 20150301, NULL, '', '', '', '', NULL, 'by_size', 0, 1);
INSERT INTO organization VALUES (1, 8, NULL, '', '市财政局机关党委', '市财政局机关党委', 'shicaizhengjujiguandangwei sczjjgdw', 'organ_committee', 5, 20150301, NULL, '', '', '', '', NULL, 'by_size', 0, 1);
INSERT INTO organization VALUES (1, 11, NULL, '', '财政局第一党支部', '财政局第一党支部', 'caizhengjudiyidangzhibu czjdydzb', 'branch', 8, 20150301, NULL, '', '', '', '', NULL, 'by_size', 0, 1);

INSERT INTO organization_change VALUES (1, 7, 5, 'founded', 20150301, NULL, '', 1795395183339, 1);
INSERT INTO organization_change VALUES (1, 10, 8, 'founded', 20150301, 5, '', 1795395183597, 1);
INSERT INTO organization_change VALUES (1, 13, 11, 'founded', 20150301, 8, '', 1795395183618, 1);

INSERT INTO organization_name VALUES (1, 5, 20150301, '市直机关工委', '市直机关工委');
INSERT INTO organization_name VALUES (1, 8, 20150301, '市财政局机关党委', '市财政局机关党委');
INSERT INTO organization_name VALUES (1, 11, 20150301, '财政局第一党支部', '财政局第一党支部');

INSERT INTO password_history VALUES (1, 14, 1795395184068, '$argon2id$v=19$m=47104,t=1,p=1$848+0tHAZQdqSO4VLScyIQ$14/QwW0jKB1/xcnQB7D4mnMLk93epnjksd3xi/VQZmw');
INSERT INTO password_history VALUES (1, 24, 1795395184712, '$argon2id$v=19$m=47104,t=1,p=1$+IVIK1No4uCUDCEJiD2C8A$uYndiDjUzECadRCN7uLzrhyMwSCWyLiyKJ3axbvXtIA');

INSERT INTO role_grant VALUES (1, 2, 1, 'administrator', 0, 0, 1795395183221);
INSERT INTO role_grant VALUES (1, 15, 14, 'committee_clerk', 5, 1, 1795395183699);
INSERT INTO role_grant VALUES (1, 25, 24, 'branch_secretary', 11, 1, 1795395184368);
INSERT INTO role_grant VALUES (1, 26, 24, 'member', 11, 1, 1795395184368);

INSERT INTO rollup VALUES (1, 5, 2026, 30, 202600, 1, 1, 0, 0, 1);
INSERT INTO rollup VALUES (1, 5, 2026, 30, 202611, 1, 1, 0, 0, 1);
INSERT INTO rollup VALUES (1, 5, 2026, 30, 202624, 1, 1, 0, 0, 1);
INSERT INTO rollup VALUES (1, 5, 2026, 31, 202600, 2, 118, 0, 0, 1);
INSERT INTO rollup VALUES (1, 5, 2026, 31, 202611, 2, 118, 0, 0, 1);
INSERT INTO rollup VALUES (1, 5, 2026, 31, 202624, 2, 118, 0, 0, 1);
INSERT INTO rollup VALUES (1, 5, 2026, 32, 202600, 1, 3, 0, 0, 1);
INSERT INTO rollup VALUES (1, 5, 2026, 32, 202611, 1, 3, 0, 0, 1);
INSERT INTO rollup VALUES (1, 5, 2026, 32, 202624, 1, 3, 0, 0, 1);
INSERT INTO rollup VALUES (1, 8, 2026, 30, 202600, 1, 1, 0, 0, 1);
INSERT INTO rollup VALUES (1, 8, 2026, 30, 202611, 1, 1, 0, 0, 1);
INSERT INTO rollup VALUES (1, 8, 2026, 30, 202624, 1, 1, 0, 0, 1);
INSERT INTO rollup VALUES (1, 8, 2026, 31, 202600, 2, 118, 0, 0, 1);
INSERT INTO rollup VALUES (1, 8, 2026, 31, 202611, 2, 118, 0, 0, 1);
INSERT INTO rollup VALUES (1, 8, 2026, 31, 202624, 2, 118, 0, 0, 1);
INSERT INTO rollup VALUES (1, 8, 2026, 32, 202600, 1, 3, 0, 0, 1);
INSERT INTO rollup VALUES (1, 8, 2026, 32, 202611, 1, 3, 0, 0, 1);
INSERT INTO rollup VALUES (1, 8, 2026, 32, 202624, 1, 3, 0, 0, 1);
INSERT INTO rollup VALUES (1, 11, 2026, 30, 202600, 1, 1, 0, 1, 1);
INSERT INTO rollup VALUES (1, 11, 2026, 30, 202611, 1, 1, 0, 1, 1);
INSERT INTO rollup VALUES (1, 11, 2026, 30, 202624, 1, 1, 0, 1, 1);
INSERT INTO rollup VALUES (1, 11, 2026, 31, 202600, 2, 118, 0, 2, 1);
INSERT INTO rollup VALUES (1, 11, 2026, 31, 202611, 2, 118, 0, 2, 1);
INSERT INTO rollup VALUES (1, 11, 2026, 31, 202624, 2, 118, 0, 2, 1);
INSERT INTO rollup VALUES (1, 11, 2026, 32, 202600, 1, 3, 0, 1, 1);
INSERT INTO rollup VALUES (1, 11, 2026, 32, 202611, 1, 3, 0, 1, 1);
INSERT INTO rollup VALUES (1, 11, 2026, 32, 202624, 1, 3, 0, 1, 1);

INSERT INTO schema_version VALUES ('kernel', 1, '001_kernel', 1795395181865, '4fac01e3cfa184ae6c297cc9fbef8942');
INSERT INTO schema_version VALUES ('kernel', 2, '002_procedure', 1795395181890, '36249cf1cb1530cba513b246e5241b65');
INSERT INTO schema_version VALUES ('kernel', 10, '010_search_and_jobs', 1795395181954, '2c28f32a64901c497b047dd27cc7e81e');
INSERT INTO schema_version VALUES ('kernel', 20, '020_ended_grants', 1795395181988, 'f522cdb5880fd57783a0b2fc7574ebd1');
INSERT INTO schema_version VALUES ('kernel', 21, '021_login_places', 1795395182004, 'b9a3847fa8e65d7840df9bb61c9b6def');
INSERT INTO schema_version VALUES ('kernel', 30, '030_notices', 1795395182068, '10204a952bfb5cf59955d980a29e9d8d');
INSERT INTO schema_version VALUES ('kernel', 31, '031_recycle_bin', 1795395182094, '076dfda4917c8f14b996d1e6ee232b6e');
INSERT INTO schema_version VALUES ('organization', 1, '001_organization', 1795395182243, 'eb0e696d16e9425b9303ab13b95b7f0e');
INSERT INTO schema_version VALUES ('organization', 2, '002_roster_import', 1795395182322, 'd48d5616654a338dc1bee130bafe8a5a');
INSERT INTO schema_version VALUES ('organization', 3, '003_member_lists', 1795395182349, '67cd802f05984206c9919d4ef62a35f1');
INSERT INTO schema_version VALUES ('organization', 4, '004_regularisation', 1795395182360, '228d1e98c6dbc91045e6ad7cba7c2d42');
INSERT INTO schema_version VALUES ('life', 1, '001_life', 1795395182459, 'cdce8cc8cab69dd7f79b3019b47ac022');
INSERT INTO schema_version VALUES ('contact', 1, '001_contact', 1795395182571, 'e75b5ff19c2422572e86c6b92537499d');
INSERT INTO schema_version VALUES ('supervision', 1, '001_supervision', 1795395182813, '52bc943381a0571bf9b31dbc8c3a74ff');
INSERT INTO schema_version VALUES ('supervision', 2, '002_visit_leader', 1795395182819, '9604e0a198fe389c530b9648a0cd7b60');
INSERT INTO schema_version VALUES ('report', 1, '001_report', 1795395182878, '54db5f447d54fd300635b273f2a35b8f');
INSERT INTO schema_version VALUES ('desk', 1, '001_desk', 1795395182900, '305d2c3f81c268495f973d230f7f4da7');

INSERT INTO scope VALUES (1, 5, 5, 20150301, 99991231);
INSERT INTO scope VALUES (1, 8, 8, 20150301, 99991231);
INSERT INTO scope VALUES (1, 5, 8, 20150301, 99991231);
INSERT INTO scope VALUES (1, 11, 11, 20150301, 99991231);
INSERT INTO scope VALUES (1, 5, 11, 20150301, 99991231);
INSERT INTO scope VALUES (1, 8, 11, 20150301, 99991231);

INSERT INTO scope_version VALUES (1, 12);

INSERT INTO search_entry VALUES (7367888990378131461, 1, 5, 0, '市直机关工委', '市直 直机 机关 关工 工委 委 shizhijiguangongwei szjggw zhijiguangongwei zjggw jiguangongwei jggw guangongwei ggw gongwei gw wei 市直 直机 机关 关工 工委 委', DEFAULT);
INSERT INTO search_entry VALUES (7367888990378131464, 1, 8, 0, '市财政局机关党委', '市财 财政 政局 局机 机关 关党 党委 委 shicaizhengjujiguandangwei sczjjgdw caizhengjujiguandangwei czjjgdw zhengjujiguandangwei zjjgdw jujiguandangwei jjgdw jiguandangwei jgdw guandangwei gdw dangwei dw wei 市财 财政 政局 局机 机关 关党 党委 委', DEFAULT);
INSERT INTO search_entry VALUES (7367888990378131467, 1, 11, 0, '财政局第一党支部', '财政 政局 局第 第一 一党 党支 支部 部 caizhengjudiyidangzhibu czjdydzb zhengjudiyidangzhibu zjdydzb judiyidangzhibu jdydzb diyidangzhibu dydzb yidangzhibu ydzb dangzhibu dzb zhibu zb bu 财政 政局 局第 第一 一党 党支 支部 部', DEFAULT);
INSERT INTO search_entry VALUES (4800837202776948754, 1, 11, 0, '王一', '王一 一 wangyi wy yi', DEFAULT);
INSERT INTO search_entry VALUES (4800837202776948756, 1, 11, 0, '李二', '李二 二 lier le er', DEFAULT);
INSERT INTO search_entry VALUES (4800837202776948758, 1, 11, 0, '张三', '张三 三 zhangsan zs san', DEFAULT);
INSERT INTO search_entry VALUES (4611686018427387933, 1, 11, 20261123, '主题党日', '主题 题党 党日 日 zhutidangri ztdr tidangri tdr dangri dr ri 二楼 楼会 会议 议室 室', DEFAULT);

INSERT INTO setting VALUES (1, 'installed_at', '2026-11-23T08:53:03+08:00');
INSERT INTO setting VALUES (1, 'office_name', '市直机关工委');
INSERT INTO setting VALUES (1, 'cadence.roster', '23');

SELECT pg_catalog.setval('record_id', 1, true);

ALTER TABLE ONLY account
    ADD CONSTRAINT account_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY attendance
    ADD CONSTRAINT attendance_pkey PRIMARY KEY (tenant_id, meeting_id, member_id, account_id);

ALTER TABLE ONLY audit_head
    ADD CONSTRAINT audit_head_pkey PRIMARY KEY (tenant_id, chain);

ALTER TABLE ONLY audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (tenant_id, chain, sequence);

ALTER TABLE ONLY binder
    ADD CONSTRAINT binder_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY calendar_feed
    ADD CONSTRAINT calendar_feed_pkey PRIMARY KEY (tenant_id, account_id);

ALTER TABLE ONLY contact_leader
    ADD CONSTRAINT contact_leader_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY contact_point
    ADD CONSTRAINT contact_point_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY contact_visit
    ADD CONSTRAINT contact_visit_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY draw
    ADD CONSTRAINT draw_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY ended_grant
    ADD CONSTRAINT ended_grant_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY fact_kind
    ADD CONSTRAINT fact_kind_pkey PRIMARY KEY (tenant_id, number);

ALTER TABLE ONLY fact
    ADD CONSTRAINT fact_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (tenant_id, account_id, request_key);

ALTER TABLE ONLY inspection
    ADD CONSTRAINT inspection_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY inspection_team_member
    ADD CONSTRAINT inspection_team_member_pkey PRIMARY KEY (tenant_id, team_id, account_id);

ALTER TABLE ONLY inspection_team
    ADD CONSTRAINT inspection_team_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY job
    ADD CONSTRAINT job_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY job_turn
    ADD CONSTRAINT job_turn_pkey PRIMARY KEY (tenant_id, name);

ALTER TABLE ONLY letter
    ADD CONSTRAINT letter_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY letter_sequence
    ADD CONSTRAINT letter_sequence_pkey PRIMARY KEY (tenant_id, issuer_id, kind, year);

ALTER TABLE ONLY login_failure
    ADD CONSTRAINT login_failure_pkey PRIMARY KEY (tenant_id, subject);

ALTER TABLE ONLY login_place
    ADD CONSTRAINT login_place_pkey PRIMARY KEY (tenant_id, account_id, place);

ALTER TABLE ONLY login_session
    ADD CONSTRAINT login_session_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY mail_server
    ADD CONSTRAINT mail_server_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY meeting_paper
    ADD CONSTRAINT meeting_paper_pkey PRIMARY KEY (tenant_id, meeting_id);

ALTER TABLE ONLY meeting
    ADD CONSTRAINT meeting_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY member
    ADD CONSTRAINT member_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY member_rollup
    ADD CONSTRAINT member_rollup_pkey PRIMARY KEY (tenant_id, member_id, year, kind);

ALTER TABLE ONLY membership
    ADD CONSTRAINT membership_pkey PRIMARY KEY (tenant_id, member_id, valid_from);

ALTER TABLE ONLY notice_channel
    ADD CONSTRAINT notice_channel_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY organization_change
    ADD CONSTRAINT organization_change_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY organization_name
    ADD CONSTRAINT organization_name_pkey PRIMARY KEY (tenant_id, organization_id, valid_from);

ALTER TABLE ONLY organization
    ADD CONSTRAINT organization_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY password_history
    ADD CONSTRAINT password_history_pkey PRIMARY KEY (tenant_id, account_id, changed_at);

ALTER TABLE ONLY problem
    ADD CONSTRAINT problem_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY procedure_history
    ADD CONSTRAINT procedure_history_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY recheck
    ADD CONSTRAINT recheck_pkey PRIMARY KEY (tenant_id, problem_id, draw_id);

ALTER TABLE ONLY recycled
    ADD CONSTRAINT recycled_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY report
    ADD CONSTRAINT report_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY report_version
    ADD CONSTRAINT report_version_pkey PRIMARY KEY (tenant_id, report_id, version);

ALTER TABLE ONLY role_grant
    ADD CONSTRAINT role_grant_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY rollup
    ADD CONSTRAINT rollup_pkey PRIMARY KEY (tenant_id, organization_id, year, kind, period);

ALTER TABLE ONLY roster_import_change
    ADD CONSTRAINT roster_import_change_pkey PRIMARY KEY (tenant_id, import_id, sheet_row);

ALTER TABLE ONLY roster_import
    ADD CONSTRAINT roster_import_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY roster_mapping
    ADD CONSTRAINT roster_mapping_pkey PRIMARY KEY (tenant_id, kind, heading_set);

ALTER TABLE ONLY schema_version
    ADD CONSTRAINT schema_version_pkey PRIMARY KEY (module, number);

ALTER TABLE ONLY scope
    ADD CONSTRAINT scope_pkey PRIMARY KEY (tenant_id, ancestor_id, descendant_id, valid_from);

ALTER TABLE ONLY scope_version
    ADD CONSTRAINT scope_version_pkey PRIMARY KEY (tenant_id);

ALTER TABLE ONLY search_entry
    ADD CONSTRAINT search_entry_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY setting
    ADD CONSTRAINT setting_pkey PRIMARY KEY (tenant_id, name);

ALTER TABLE ONLY signature_failure
    ADD CONSTRAINT signature_failure_pkey PRIMARY KEY (tenant_id, meeting_id, account_id);

ALTER TABLE ONLY stored_file
    ADD CONSTRAINT stored_file_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY supervision_photo
    ADD CONSTRAINT supervision_photo_pkey PRIMARY KEY (tenant_id, account_id, photo_key);

ALTER TABLE ONLY visit_leader
    ADD CONSTRAINT visit_leader_pkey PRIMARY KEY (tenant_id, visit_id, account_id);

ALTER TABLE ONLY visit
    ADD CONSTRAINT visit_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY visit_tick
    ADD CONSTRAINT visit_tick_pkey PRIMARY KEY (tenant_id, visit_id, item);

CREATE UNIQUE INDEX account_member ON account USING btree (tenant_id, member_id);

CREATE UNIQUE INDEX account_username ON account USING btree (tenant_id, username);

CREATE INDEX attendance_account ON attendance USING btree (tenant_id, account_id, meeting_id) WHERE (account_id <> 0);

CREATE INDEX attendance_member ON attendance USING btree (tenant_id, member_id, meeting_id) WHERE (member_id <> 0);

CREATE INDEX audit_account ON audit USING btree (tenant_id, account_id, at);

CREATE INDEX audit_at ON audit USING btree (tenant_id, at);

CREATE INDEX audit_subject ON audit USING btree (tenant_id, subject_kind, subject_id, at);

CREATE INDEX binder_owner ON binder USING btree (tenant_id, created_by, id);

CREATE UNIQUE INDEX calendar_feed_token ON calendar_feed USING btree (token_fingerprint);

CREATE UNIQUE INDEX contact_leader_account ON contact_leader USING btree (tenant_id, account_id);

CREATE UNIQUE INDEX contact_leader_member ON contact_leader USING btree (tenant_id, member_id);

CREATE UNIQUE INDEX contact_point_current ON contact_point USING btree (tenant_id, organization_id) WHERE (valid_to IS NULL);

CREATE INDEX contact_point_leader ON contact_point USING btree (tenant_id, leader_id, valid_from);

CREATE INDEX contact_point_organization ON contact_point USING btree (tenant_id, organization_id, valid_from);

CREATE INDEX contact_visit_leader ON contact_visit USING btree (tenant_id, leader_id, visited_on);

CREATE INDEX contact_visit_organization ON contact_visit USING btree (tenant_id, organization_id, visited_on);

CREATE INDEX contact_visit_source ON contact_visit USING btree (tenant_id, source_id, source_kind);

CREATE INDEX draw_inspection ON draw USING btree (tenant_id, inspection_id, purpose);

CREATE INDEX ended_grant_account ON ended_grant USING btree (tenant_id, account_id);

CREATE UNIQUE INDEX fact_kind_name ON fact_kind USING btree (tenant_id, name);

CREATE INDEX fact_member ON fact USING btree (tenant_id, member_id, kind, happened_on) WHERE (member_id <> 0);

CREATE INDEX fact_organization ON fact USING btree (tenant_id, organization_id, kind, happened_on);

CREATE INDEX fact_source ON fact USING btree (tenant_id, source_id, source_kind);

CREATE INDEX idempotency_age ON idempotency USING btree (created_at);

CREATE UNIQUE INDEX inspection_team_name ON inspection_team USING btree (tenant_id, inspection_id, name);

CREATE INDEX inspection_team_of ON inspection_team_member USING btree (tenant_id, account_id, team_id);

CREATE INDEX job_account ON job USING btree (tenant_id, account_id, id);

CREATE INDEX letter_issuer ON letter USING btree (tenant_id, issuer_id, state);

CREATE UNIQUE INDEX letter_number ON letter USING btree (tenant_id, issuer_id, kind, year, sequence) WHERE (sequence > 0);

CREATE INDEX letter_organization ON letter USING btree (tenant_id, organization_id, state);

CREATE INDEX login_session_account ON login_session USING btree (tenant_id, account_id);

CREATE UNIQUE INDEX login_session_token ON login_session USING btree (token_fingerprint);

CREATE INDEX meeting_day ON meeting USING btree (tenant_id, day, id);

CREATE INDEX meeting_organization ON meeting USING btree (tenant_id, organization_id, day, kind, state);

CREATE INDEX meeting_unfinished ON meeting USING btree (tenant_id, organization_id, day) WHERE (state = ANY (ARRAY['planned'::text, 'open'::text]));

CREATE UNIQUE INDEX member_code ON member USING btree (tenant_id, code);

CREATE UNIQUE INDEX member_id_number ON member USING btree (tenant_id, id_number_index);

CREATE INDEX member_joined ON member USING btree (tenant_id, joined_on, id, stage, left_on, organization_id);

CREATE INDEX member_name ON member USING btree (tenant_id, name, id);

CREATE INDEX member_organization ON member USING btree (tenant_id, organization_id, stage, left_on, joined_on, id);

CREATE INDEX member_pinyin ON member USING btree (tenant_id, pinyin, id, stage, left_on, organization_id);

CREATE INDEX member_waiting ON member USING btree (tenant_id, regular_on) WHERE (stage = 'probationary'::text);

CREATE INDEX membership_organization ON membership USING btree (tenant_id, organization_id, valid_to, valid_from, member_id);

CREATE INDEX organization_change_of ON organization_change USING btree (tenant_id, organization_id, effective_on);

CREATE UNIQUE INDEX organization_code ON organization USING btree (tenant_id, code);

CREATE INDEX organization_parent ON organization USING btree (tenant_id, parent_id, display_order);

CREATE INDEX outbox_due ON outbox USING btree (due_at);

CREATE INDEX problem_category ON problem USING btree (tenant_id, category, organization_id);

CREATE INDEX problem_inspection ON problem USING btree (tenant_id, inspection_id, state);

CREATE INDEX problem_organization ON problem USING btree (tenant_id, organization_id, state, due_on);

CREATE INDEX problem_state ON problem USING btree (tenant_id, state, due_on);

CREATE INDEX procedure_history_of ON procedure_history USING btree (tenant_id, subject_kind, subject_id, at);

CREATE INDEX recycled_day ON recycled USING btree (deleted_at);

CREATE UNIQUE INDEX report_draft ON report USING btree (tenant_id, organization_id, year) WHERE (state = 'draft'::text);

CREATE INDEX report_organization ON report USING btree (tenant_id, organization_id, year);

CREATE UNIQUE INDEX role_grant_once ON role_grant USING btree (tenant_id, account_id, role, organization_id);

CREATE INDEX roster_import_at ON roster_import USING btree (tenant_id, created_at);

CREATE INDEX roster_import_change_subject ON roster_import_change USING btree (tenant_id, subject_kind, subject_id);

CREATE INDEX scope_descendant ON scope USING btree (tenant_id, descendant_id, valid_to, ancestor_id);

CREATE INDEX search_entry_vector ON search_entry USING gin (vector);

CREATE INDEX stored_file_digest ON stored_file USING btree (digest);

CREATE UNIQUE INDEX supervision_photo_file ON supervision_photo USING btree (tenant_id, file_id);

CREATE INDEX supervision_photo_of ON supervision_photo USING btree (tenant_id, subject_kind, subject_id);

CREATE UNIQUE INDEX visit_once ON visit USING btree (tenant_id, inspection_id, organization_id);

CREATE INDEX visit_organization ON visit USING btree (tenant_id, organization_id, inspection_id);

CREATE INDEX visit_team ON visit USING btree (tenant_id, team_id, state);
