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

CREATE TABLE ballot (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    organization_id bigint NOT NULL,
    meeting_id bigint,
    kind text NOT NULL COLLATE pg_catalog."C",
    title text NOT NULL COLLATE pg_catalog."C",
    question text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    day bigint NOT NULL,
    seats bigint NOT NULL,
    round bigint NOT NULL,
    follows_id bigint,
    surplus_reason text NOT NULL COLLATE pg_catalog."C",
    scrutineer_id bigint,
    teller_id bigint,
    second_teller_id bigint,
    box_id bigint,
    entitled bigint NOT NULL,
    left_out bigint NOT NULL,
    attending bigint NOT NULL,
    issued bigint NOT NULL,
    returned bigint NOT NULL,
    valid bigint NOT NULL,
    invalid bigint NOT NULL,
    outcome text NOT NULL COLLATE pg_catalog."C",
    sentence text NOT NULL COLLATE pg_catalog."C",
    void_reason text NOT NULL COLLATE pg_catalog."C",
    opened_at bigint,
    ended_at bigint,
    closed_at bigint,
    confirmed_on bigint,
    created_by bigint NOT NULL,
    version bigint NOT NULL,
    rules_number bigint DEFAULT 0 NOT NULL
);

CREATE TABLE ballot_box (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    key_name text NOT NULL COLLATE pg_catalog."C",
    paper_size bigint NOT NULL,
    trays bigint NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE ballot_item (
    tenant_id bigint NOT NULL,
    ballot_id bigint NOT NULL,
    "position" bigint NOT NULL,
    member_id bigint NOT NULL,
    words text NOT NULL COLLATE pg_catalog."C",
    tally text NOT NULL COLLATE pg_catalog."C",
    outcome text NOT NULL COLLATE pg_catalog."C",
    self_grade text NOT NULL COLLATE pg_catalog."C",
    discussed bigint NOT NULL,
    grade text NOT NULL COLLATE pg_catalog."C",
    reason text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE ballot_paper (
    tenant_id bigint NOT NULL,
    box_id bigint NOT NULL,
    receipt text NOT NULL COLLATE pg_catalog."C",
    circle text NOT NULL COLLATE pg_catalog."C",
    content text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE ballot_paper_count (
    tenant_id bigint NOT NULL,
    ballot_id bigint NOT NULL,
    teller_id bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    sealed bytea NOT NULL
);

CREATE TABLE ballot_person (
    tenant_id bigint NOT NULL,
    ballot_id bigint NOT NULL,
    member_id bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    entitled bigint NOT NULL,
    reason text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE ballot_tray (
    tenant_id bigint NOT NULL,
    box_id bigint NOT NULL,
    number bigint NOT NULL,
    sealed bytea NOT NULL
);

CREATE TABLE ballot_voter (
    tenant_id bigint NOT NULL,
    box_id bigint NOT NULL,
    voter_id bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    circle text NOT NULL COLLATE pg_catalog."C",
    way text NOT NULL COLLATE pg_catalog."C",
    returned bigint NOT NULL
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

CREATE TABLE business_discussion (
    tenant_id bigint NOT NULL,
    item_id bigint NOT NULL,
    meeting_id bigint NOT NULL,
    discussed_on bigint NOT NULL
);

CREATE TABLE business_figure (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    organization_id bigint NOT NULL,
    period bigint NOT NULL,
    value bigint NOT NULL,
    unit text NOT NULL COLLATE pg_catalog."C",
    better text NOT NULL COLLATE pg_catalog."C",
    previous bigint,
    change text NOT NULL COLLATE pg_catalog."C",
    source text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL,
    title text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE business_item (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    number text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    organization_id bigint NOT NULL,
    branch_id bigint,
    team text NOT NULL COLLATE pg_catalog."C",
    starts_on bigint NOT NULL,
    due_on bigint NOT NULL,
    done_on bigint,
    outcome text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    discussions bigint NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE calendar_feed (
    tenant_id bigint NOT NULL,
    account_id bigint NOT NULL,
    token_fingerprint text NOT NULL COLLATE pg_catalog."C",
    made_at bigint NOT NULL,
    read_on bigint
);

CREATE TABLE classification (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    index_name text NOT NULL COLLATE pg_catalog."C",
    organization_id bigint NOT NULL,
    period bigint NOT NULL,
    rule_from bigint NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    computed_at bigint NOT NULL,
    computed_by bigint NOT NULL,
    confirmed_at bigint,
    confirmed_by bigint,
    version bigint NOT NULL
);

CREATE TABLE classified (
    tenant_id bigint NOT NULL,
    classification_id bigint NOT NULL,
    organization_id bigint NOT NULL,
    points bigint NOT NULL,
    by_rule text NOT NULL COLLATE pg_catalog."C",
    class text NOT NULL COLLATE pg_catalog."C",
    vetoes text NOT NULL COLLATE pg_catalog."C",
    reason text NOT NULL COLLATE pg_catalog."C",
    changed_by bigint NOT NULL
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

CREATE TABLE delegated_grant (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    role text NOT NULL COLLATE pg_catalog."C",
    organization_id bigint NOT NULL,
    for_account_id bigint NOT NULL,
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    source_kind text NOT NULL COLLATE pg_catalog."C",
    source_id bigint NOT NULL
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

CREATE TABLE duty_report (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    session_id bigint NOT NULL,
    organization_id bigint NOT NULL,
    account_id bigint NOT NULL,
    member_id bigint,
    year bigint NOT NULL,
    title text NOT NULL COLLATE pg_catalog."C",
    sections text NOT NULL COLLATE pg_catalog."C",
    generated text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    submitted_on bigint,
    box_id bigint,
    score bigint,
    grade text NOT NULL COLLATE pg_catalog."C",
    result text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL
);

CREATE TABLE duty_session (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    organization_id bigint NOT NULL,
    title text NOT NULL COLLATE pg_catalog."C",
    year bigint NOT NULL,
    held_on bigint NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    opened_on bigint,
    closed_on bigint,
    version bigint NOT NULL,
    rules_number bigint DEFAULT 0 NOT NULL
);

CREATE TABLE duty_voter (
    tenant_id bigint NOT NULL,
    session_id bigint NOT NULL,
    account_id bigint NOT NULL,
    circle text NOT NULL COLLATE pg_catalog."C"
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

CREATE TABLE honour (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    honour text NOT NULL COLLATE pg_catalog."C",
    title text NOT NULL COLLATE pg_catalog."C",
    organization_id bigint NOT NULL,
    member_id bigint,
    year bigint NOT NULL,
    awarded_on bigint NOT NULL,
    given_by_id bigint NOT NULL,
    selection_id bigint,
    paper text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL
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

CREATE TABLE index_entry (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    indicator text NOT NULL COLLATE pg_catalog."C",
    organization_id bigint NOT NULL,
    period bigint NOT NULL,
    value bigint NOT NULL,
    reason text NOT NULL COLLATE pg_catalog."C",
    entered_by bigint NOT NULL,
    entered_at bigint NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    withdrawn_why text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL
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

CREATE TABLE leave (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    organization_id bigint NOT NULL,
    account_id bigint NOT NULL,
    member_id bigint,
    from_on bigint NOT NULL,
    to_on bigint NOT NULL,
    reason text NOT NULL COLLATE pg_catalog."C",
    procedure text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    procedure_version bigint NOT NULL,
    due_on bigint,
    requested_on bigint NOT NULL,
    decided_on bigint,
    returned_on bigint,
    decision text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL
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

CREATE TABLE lift_plan (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    organization_id bigint NOT NULL,
    classification_id bigint NOT NULL,
    title text NOT NULL COLLATE pg_catalog."C",
    cause text NOT NULL COLLATE pg_catalog."C",
    goal text NOT NULL COLLATE pg_catalog."C",
    leader text NOT NULL COLLATE pg_catalog."C",
    due_on bigint NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    published_on bigint,
    closed_on bigint,
    result text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL
);

CREATE TABLE lift_task (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    plan_id bigint NOT NULL,
    organization_id bigint NOT NULL,
    title text NOT NULL COLLATE pg_catalog."C",
    owner text NOT NULL COLLATE pg_catalog."C",
    measure text NOT NULL COLLATE pg_catalog."C",
    due_on bigint,
    done_on bigint,
    result text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL
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
    version bigint NOT NULL,
    exempt_from bigint,
    exempt_until bigint
);

CREATE TABLE membership (
    tenant_id bigint NOT NULL,
    member_id bigint NOT NULL,
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    organization_id bigint NOT NULL,
    why text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE nomination (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    selection_id bigint NOT NULL,
    organization_id bigint NOT NULL,
    member_id bigint,
    ballot_id bigint,
    deeds text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    note text NOT NULL COLLATE pg_catalog."C",
    created_by bigint NOT NULL,
    version bigint NOT NULL
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

CREATE TABLE objection (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    selection_id bigint NOT NULL,
    account_id bigint NOT NULL,
    sealed bytea NOT NULL,
    answer bytea,
    upheld_nomination_id bigint,
    created_on bigint NOT NULL,
    answered_on bigint
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

CREATE TABLE pack_file (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    path text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    title text NOT NULL COLLATE pg_catalog."C",
    english text NOT NULL COLLATE pg_catalog."C",
    created_by_id bigint NOT NULL,
    created_at bigint NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE pack_version (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    file text NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    effective_from bigint,
    text text NOT NULL COLLATE pg_catalog."C",
    note text NOT NULL COLLATE pg_catalog."C",
    reason text NOT NULL COLLATE pg_catalog."C",
    based_on bigint NOT NULL,
    author_id bigint NOT NULL,
    created_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    published_by_id bigint,
    published_at bigint,
    version bigint NOT NULL
);

CREATE TABLE password_history (
    tenant_id bigint NOT NULL,
    account_id bigint NOT NULL,
    changed_at bigint NOT NULL,
    password_hash text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE points_adjustment (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    member_id bigint NOT NULL,
    organization_id bigint NOT NULL,
    period bigint NOT NULL,
    points bigint NOT NULL,
    reason text NOT NULL COLLATE pg_catalog."C",
    dispute_id bigint,
    made_by bigint NOT NULL,
    made_at bigint NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE points_dispute (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    member_id bigint NOT NULL,
    organization_id bigint NOT NULL,
    period bigint NOT NULL,
    about text NOT NULL COLLATE pg_catalog."C",
    fact_id bigint,
    rule text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    happened_on bigint,
    claim text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    procedure_version bigint NOT NULL,
    due_on bigint,
    raised_on bigint NOT NULL,
    answerer_id bigint NOT NULL,
    recorder_id bigint,
    answered_on bigint,
    answer text NOT NULL COLLATE pg_catalog."C",
    points bigint,
    version bigint NOT NULL
);

CREATE TABLE points_ranking (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    organization_id bigint NOT NULL,
    shown bigint NOT NULL,
    reason text NOT NULL COLLATE pg_catalog."C",
    decided_on bigint NOT NULL,
    decided_by bigint NOT NULL
);

CREATE TABLE points_settled (
    tenant_id bigint NOT NULL,
    settlement_id bigint NOT NULL,
    member_id bigint NOT NULL,
    points bigint NOT NULL,
    adjusted bigint NOT NULL,
    exempt text NOT NULL COLLATE pg_catalog."C",
    statement text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE points_settlement (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    organization_id bigint NOT NULL,
    period bigint NOT NULL,
    rule_version bigint NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    published_on bigint NOT NULL,
    published_until bigint NOT NULL,
    people bigint NOT NULL,
    exempt bigint NOT NULL,
    passing bigint NOT NULL,
    settled_at bigint NOT NULL,
    settled_by bigint NOT NULL,
    confirmed_at bigint,
    confirmed_by bigint,
    withdrawn_why text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL
);

CREATE TABLE post_holding (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    organization_id bigint NOT NULL,
    post text NOT NULL COLLATE pg_catalog."C",
    member_id bigint NOT NULL,
    valid_from bigint NOT NULL,
    valid_to bigint,
    way text NOT NULL COLLATE pg_catalog."C",
    basis text NOT NULL COLLATE pg_catalog."C",
    term_id bigint,
    stand_in_id bigint,
    ended_why text NOT NULL COLLATE pg_catalog."C",
    recorded_at bigint NOT NULL,
    recorded_by bigint NOT NULL,
    version bigint NOT NULL
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

CREATE TABLE screen_link (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    organization_id bigint NOT NULL,
    token_fingerprint text NOT NULL COLLATE pg_catalog."C",
    made_at bigint NOT NULL,
    made_by bigint NOT NULL,
    read_on bigint,
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

CREATE TABLE selection (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    organization_id bigint NOT NULL,
    honour text NOT NULL COLLATE pg_catalog."C",
    title text NOT NULL COLLATE pg_catalog."C",
    year bigint NOT NULL,
    heads bigint NOT NULL,
    quota bigint NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    procedure_version bigint NOT NULL,
    handler_id bigint NOT NULL,
    publicity_from bigint,
    publicity_to bigint,
    decided_on bigint,
    created_by bigint NOT NULL,
    version bigint NOT NULL,
    rules_number bigint DEFAULT 0 NOT NULL
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

CREATE TABLE standard_certificate (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    sheet_id bigint NOT NULL,
    organization_id bigint NOT NULL,
    year bigint NOT NULL,
    sequence bigint NOT NULL,
    number text NOT NULL COLLATE pg_catalog."C",
    code text NOT NULL COLLATE pg_catalog."C",
    standard_title text NOT NULL COLLATE pg_catalog."C",
    grade_title text NOT NULL COLLATE pg_catalog."C",
    issued_on bigint NOT NULL,
    valid_until bigint NOT NULL,
    withdrawn_on bigint,
    withdrawn_why text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL
);

CREATE TABLE standard_draw (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    round_id bigint NOT NULL,
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

CREATE TABLE standard_evidence (
    tenant_id bigint NOT NULL,
    sheet_id bigint NOT NULL,
    file_id bigint NOT NULL,
    item text NOT NULL COLLATE pg_catalog."C",
    purpose text NOT NULL COLLATE pg_catalog."C",
    account_id bigint NOT NULL
);

CREATE TABLE standard_mark (
    tenant_id bigint NOT NULL,
    sheet_id bigint NOT NULL,
    item text NOT NULL COLLATE pg_catalog."C",
    claimed text NOT NULL COLLATE pg_catalog."C",
    words text NOT NULL COLLATE pg_catalog."C",
    reviewed text NOT NULL COLLATE pg_catalog."C",
    review_points bigint NOT NULL,
    review_note text NOT NULL COLLATE pg_catalog."C",
    reviewed_by text NOT NULL COLLATE pg_catalog."C",
    on_site text NOT NULL COLLATE pg_catalog."C",
    on_site_points bigint NOT NULL,
    on_site_note text NOT NULL COLLATE pg_catalog."C",
    on_site_by text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE standard_objection (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    sheet_id bigint NOT NULL,
    account_id bigint NOT NULL,
    text text NOT NULL COLLATE pg_catalog."C",
    objected_on bigint NOT NULL,
    due_on bigint NOT NULL,
    answer text NOT NULL COLLATE pg_catalog."C",
    upheld bigint NOT NULL,
    answered_on bigint,
    answered_by text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL
);

CREATE TABLE standard_round (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    organization_id bigint NOT NULL,
    title text NOT NULL COLLATE pg_catalog."C",
    standard text NOT NULL COLLATE pg_catalog."C",
    standard_title text NOT NULL COLLATE pg_catalog."C",
    standard_version bigint NOT NULL,
    digest text NOT NULL COLLATE pg_catalog."C",
    period bigint NOT NULL,
    self_check_until bigint,
    handler_id bigint NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    opened_on bigint,
    closed_on bigint,
    version bigint NOT NULL
);

CREATE TABLE standard_sheet (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    round_id bigint NOT NULL,
    organization_id bigint NOT NULL,
    organ_id bigint NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    procedure_version bigint NOT NULL,
    due_on bigint,
    visited bigint NOT NULL,
    score bigint,
    points text NOT NULL COLLATE pg_catalog."C",
    grade text NOT NULL COLLATE pg_catalog."C",
    grade_title text NOT NULL COLLATE pg_catalog."C",
    grade_by_rule text NOT NULL COLLATE pg_catalog."C",
    grade_reason text NOT NULL COLLATE pg_catalog."C",
    graded_on bigint,
    valid_until bigint,
    recheck_on bigint,
    submitted text NOT NULL COLLATE pg_catalog."C",
    result text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL,
    remind_on bigint
);

CREATE TABLE standard_standing (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    organization_id bigint NOT NULL,
    standard text NOT NULL COLLATE pg_catalog."C",
    sheet_id bigint NOT NULL,
    outcome text NOT NULL COLLATE pg_catalog."C",
    grade_title text NOT NULL COLLATE pg_catalog."C",
    from_on bigint NOT NULL,
    until_on bigint NOT NULL
);

CREATE TABLE standard_text (
    tenant_id bigint NOT NULL,
    digest text NOT NULL COLLATE pg_catalog."C",
    path text NOT NULL COLLATE pg_catalog."C",
    content text NOT NULL COLLATE pg_catalog."C"
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

CREATE TABLE term (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    organization_id bigint NOT NULL,
    number text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    began_on bigint NOT NULL,
    planned_on bigint NOT NULL,
    due_on bigint NOT NULL,
    ended_on bigint,
    meeting_id bigint,
    decided_by text NOT NULL COLLATE pg_catalog."C",
    approval text NOT NULL COLLATE pg_catalog."C",
    letter_id bigint,
    reminded_on bigint,
    recorded_at bigint NOT NULL,
    recorded_by bigint NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE term_extension (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    organization_id bigint NOT NULL,
    term_id bigint NOT NULL,
    until bigint NOT NULL,
    reason text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    procedure_version bigint NOT NULL,
    due_on bigint,
    requested_on bigint NOT NULL,
    requested_by bigint NOT NULL,
    decided_on bigint,
    decision text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL
);

CREATE TABLE tour (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    organization_id bigint NOT NULL,
    title text NOT NULL COLLATE pg_catalog."C",
    held_on bigint NOT NULL,
    sheet text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    board_open bigint NOT NULL,
    opened_at bigint,
    closed_at bigint,
    reason text NOT NULL COLLATE pg_catalog."C",
    rules_number bigint NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE tour_arrival (
    tenant_id bigint NOT NULL,
    station_id bigint NOT NULL,
    account_id bigint NOT NULL,
    arrived_at bigint NOT NULL
);

CREATE TABLE tour_person (
    tenant_id bigint NOT NULL,
    tour_id bigint NOT NULL,
    account_id bigint NOT NULL,
    circle text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE tour_score (
    tenant_id bigint NOT NULL,
    station_id bigint NOT NULL,
    account_id bigint NOT NULL,
    circle text NOT NULL COLLATE pg_catalog."C",
    points text NOT NULL COLLATE pg_catalog."C",
    total bigint NOT NULL,
    note text NOT NULL COLLATE pg_catalog."C",
    scored_at bigint NOT NULL
);

CREATE TABLE tour_station (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    tour_id bigint NOT NULL,
    organization_id bigint NOT NULL,
    "position" bigint NOT NULL,
    arrives_at bigint NOT NULL,
    leaves_at bigint NOT NULL,
    theme text NOT NULL COLLATE pg_catalog."C",
    binder_file_id bigint,
    score bigint,
    excellent bigint NOT NULL,
    result text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL
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

INSERT INTO account VALUES (1, 1, 'admin', '林静', NULL, '$argon2id$v=19$m=47104,t=1,p=1$XRPEn3/g4/9L2IhucysR8A$M1QfcoMo+1fhjgFqp0VZbgKAlPkaToSFV82zD6ongdo', 1795394891476, 0, NULL, 0, '[]', 'active', 0, 1795394891476, 1795394892112, 1, 1);
INSERT INTO account VALUES (1, 14, 'clerk', '许清', NULL, '$argon2id$v=19$m=47104,t=1,p=1$/1iaQVgfgqRIFWgCRWqwjQ$PUnWZ+G13xjK2YFvf0HGvZN1XJihAceRgVffEzA0EeA', 1795394896021, 0, NULL, 0, '[]', 'active', 0, 1795394894452, 1795394896464, 1, 2);
INSERT INTO account VALUES (1, 24, 'secretary', '王一', 18, '$argon2id$v=19$m=47104,t=1,p=1$Hm4Nrlk8wv5iuZBlajhY2A$sbT/B/zzvDHOy3BQlFB5Pqrh07dyOpo9sBzog9TXYZ0', 1795394899057, 0, NULL, 0, '[]', 'active', 0, 1795394897272, 1795394899532, 1, 2);

INSERT INTO attendance VALUES (1, 29, 20, 0, 1, '李二', 'votes', 0, 11, 'present', 1795394899540, 'list', '');
INSERT INTO attendance VALUES (1, 29, 18, 0, 2, '王一', 'votes', 0, 11, 'present', 1795394899540, 'list', '');
INSERT INTO attendance VALUES (1, 29, 22, 0, 3, '张三', 'votes', 0, 11, 'leave', NULL, 'list', '出差');

INSERT INTO audit VALUES (1, 56, 1, 1795394891476, 0, 'installation', 'office.installed', 'account', 1, 0, 'null', '0c8735f415e4a117', '127.0.0.1', '\xa995690fd7a9a06865bd3c2375e22e864570de41929bd7836a9d7a0010f9ea3d');
INSERT INTO audit VALUES (1, 56, 2, 1795394892112, 1, '林静', 'session.opened', 'account', 1, 0, 'null', 'fefe9db7881cd127', '127.0.0.1', '\xe6b393f0b0ea3741272151e12bc27f1822302ffcfdd5431c7baf8a16c5f232cb');
INSERT INTO audit VALUES (1, 56, 3, 1795394892186, 1, '林静', 'organization.founded', 'organization', 5, 5, '{"name":"市直机关工委"}', '494d8feee67ce6df', '127.0.0.1', '\x30d188cf0c6991d2cbf1c99a1fc26224fb576821183d4df2cd08e9f6973b1e66');
INSERT INTO audit VALUES (1, 56, 4, 1795394893716, 1, '林静', 'organization.founded', 'organization', 8, 8, '{"name":"市财政局机关党委"}', '31ee2c8a9e6a8d7c', '127.0.0.1', '\xc47298e7f812f203b72e6ec6cc390b84d4a678a4406486a015b2d0249f843178');
INSERT INTO audit VALUES (1, 56, 5, 1795394893882, 1, '林静', 'organization.founded', 'organization', 11, 11, '{"name":"财政局第一党支部"}', '1a08deeba3427f36', '127.0.0.1', '\xe4b24f73489ed3945ed3b10575ac6f30bb08b2f0e63654137f4a7bf0e884c7b3');
INSERT INTO audit VALUES (1, 56, 6, 1795394894452, 1, '林静', 'account.created', 'account', 14, 0, '{"id":[null,14],"name":["","许清"],"username":["","clerk"]}', '8743e46c0692746f', '127.0.0.1', '\xb9f9464947a40f09081995591e34abd09fac1c066f110586830467911d8fbdf1');
INSERT INTO audit VALUES (1, 56, 7, 1795394894452, 1, '林静', 'account.granted', 'account', 14, 5, '{"role":[null,"committee_clerk"],"organization_id":[null,5]}', '8743e46c0692746f', '127.0.0.1', '\x9ed22414557af64688ab1c9a7c1a63471f8a6a5e3c497826c7dc577d41b2b5c7');
INSERT INTO audit VALUES (1, 56, 8, 1795394894917, 14, '许清', 'session.opened', 'account', 14, 0, 'null', 'cf5ffbba42fc2703', '127.0.0.1', '\xc5e3572de0b46a52e8d162eb26e520014bdeadc7816a3419996e9872564ac459');
INSERT INTO audit VALUES (1, 14, 1, 1795394896021, 14, '许清', 'account.password_changed', 'account', 14, 0, 'null', '350968dcdf008fee', '127.0.0.1', '\xb433be8276bf68273f8b693aececca1917217e7130af4373581cc17ee5bbeb29');
INSERT INTO audit VALUES (1, 14, 2, 1795394896464, 14, '许清', 'session.opened', 'account', 14, 0, 'null', 'e06ced5726b49246', '127.0.0.1', '\x1918702696838b7d7c5acf2287b5526b2248b866d37464d7e737ed54e268c5ca');
INSERT INTO audit VALUES (1, 14, 3, 1795394896573, 14, '许清', 'member.admitted', 'member', 18, 11, '{"name":"王一"}', '4813aa7c8cc77dc2', '127.0.0.1', '\x05bbacff6b672240fc238447324edea8e25066fcbaa161878d225f2b1f8fd319');
INSERT INTO audit VALUES (1, 14, 4, 1795394896686, 14, '许清', 'member.admitted', 'member', 20, 11, '{"name":"李二"}', 'a53357ccfa1141f6', '127.0.0.1', '\xf4567c2d028d64798d7680515b6a1be652649bcb2cd58767135eb8e033f0b808');
INSERT INTO audit VALUES (1, 14, 5, 1795394896780, 14, '许清', 'member.admitted', 'member', 22, 11, '{"name":"张三"}', '87fda51969cbc0c6', '127.0.0.1', '\xb32cf8a7ff24552888db1666a886baf98e7ac80dc8cb428d95d44832c13a2912');
INSERT INTO audit VALUES (1, 14, 6, 1795394897272, 1, '林静', 'account.created', 'account', 24, 0, '{"id":[null,24],"name":["","王一"],"username":["","secretary"],"member_id":[null,18]}', '6167feca8eee4b2e', '127.0.0.1', '\x449321e125687b876b37d591ab8f4fc3cd87163d659224b5274aaac2efdbe881');
INSERT INTO audit VALUES (1, 14, 7, 1795394897272, 1, '林静', 'account.granted', 'account', 24, 11, '{"role":[null,"branch_secretary"],"organization_id":[null,11]}', '6167feca8eee4b2e', '127.0.0.1', '\xe24cea3b7ca43a81c0668606201443d17fcf6861dcad939424e81bbec119a8af');
INSERT INTO audit VALUES (1, 14, 8, 1795394897272, 1, '林静', 'account.granted', 'account', 24, 11, '{"role":[null,"member"],"organization_id":[null,11]}', '6167feca8eee4b2e', '127.0.0.1', '\xc1fb993583cac4170818558a70282d00d92232a106acb23a93eec0808dbf5654');
INSERT INTO audit VALUES (1, 14, 9, 1795394897854, 24, '王一', 'session.opened', 'account', 24, 0, 'null', '47b2728083db4ba9', '127.0.0.1', '\x808909a7a376a4a88ee41fd547f21d2848bf8b88dc514ba1af03bf55518ff1cf');
INSERT INTO audit VALUES (1, 14, 10, 1795394899057, 24, '王一', 'account.password_changed', 'account', 24, 0, 'null', '2536bdef438a6b98', '127.0.0.1', '\x3dc72733f6a3510abe47333780025406a777c720cc791a24b98c08708ab3c709');
INSERT INTO audit VALUES (1, 14, 11, 1795394899532, 24, '王一', 'session.opened', 'account', 24, 0, 'null', 'f063c5469fb310c0', '127.0.0.1', '\xb5f377b2cdc1b2a2e8bf5cd6f00b9bee6cd3b8bde9feff330573d025644333dc');
INSERT INTO audit VALUES (1, 14, 12, 1795394899540, 24, '王一', 'meeting.closed', 'meeting', 29, 11, '{"kind":"theme_day","day":"2026-11-23","present":2,"entitled":3,"late":false,"guests":[]}', '6b6c1b704fece666', '127.0.0.1', '\x8a0c712977fb71405bf39d85f497ec8c0c8325787f1dd781960a74ff398e7485');

INSERT INTO audit_head VALUES (1, 56, 8, '\xc5e3572de0b46a52e8d162eb26e520014bdeadc7816a3419996e9872564ac459', '\xb759c939b0b99b1149fd6f5a7877decf93b1027810b84c76e3cad6f7c31eab66');
INSERT INTO audit_head VALUES (1, 14, 12, '\x8a0c712977fb71405bf39d85f497ec8c0c8325787f1dd781960a74ff398e7485', '\xb7b5ef6aba4a31cbd3994ce98feb3ecda6b597a55ae5ca8e3d3ec95384f73899');

INSERT INTO fact VALUES (1, 33, 30, 11, 0, 20261123, 1, 1, 0, 'meeting', 29, 1795394899540, 24, 0);
INSERT INTO fact VALUES (1, 34, 31, 11, 20, 20261123, 59, 1, 0, 'meeting', 29, 1795394899540, 24, 0);
INSERT INTO fact VALUES (1, 35, 31, 11, 18, 20261123, 59, 1, 0, 'meeting', 29, 1795394899540, 24, 0);
INSERT INTO fact VALUES (1, 36, 32, 11, 0, 20261123, 3, 1, 0, 'meeting', 29, 1795394899540, 24, 0);

INSERT INTO fact_kind VALUES (1, 30, 'life.held.theme_day');
INSERT INTO fact_kind VALUES (1, 31, 'life.attended.theme_day');
INSERT INTO fact_kind VALUES (1, 32, 'life.entitled.theme_day');

INSERT INTO job_turn VALUES (1, 'notice.digest', 1795395189808);
INSERT INTO job_turn VALUES (1, 'sweep.ballot_keys', 1795398489813);
INSERT INTO job_turn VALUES (1, 'organization.regularisation', 1795398489813);
INSERT INTO job_turn VALUES (1, 'sweep.recycle_bin', 1795481289840);
INSERT INTO job_turn VALUES (1, 'sweep.idempotency', 1795398489866);
INSERT INTO job_turn VALUES (1, 'sweep.sessions', 1795398489868);
INSERT INTO job_turn VALUES (1, 'sweep.files', 1795481289897);
INSERT INTO job_turn VALUES (1, 'audit.seal', 1795394909897);

INSERT INTO login_place VALUES (1, 1, '5bf4293734c227de81078cf3891b86829e2946a746aeacd6d35789297dcad7f8', 1795394892112);
INSERT INTO login_place VALUES (1, 14, '18bd6cbe68f9b998df5ec36d964742eb79a434b60527838f114972496154b33d', 1795394896464);
INSERT INTO login_place VALUES (1, 24, '76620d11cd387748d5a7d705193fe7bb4c1b9f4b782bc41cdb204832051e7383', 1795394899532);

INSERT INTO login_session VALUES (1, 3, 'be66b9c5f134729dd0454b5f746acbff3a3726cdf7d65f4007dd5b4b7f20ff10', 1, 1795394891476, 1795394891476, 1795438091476, '127.0.0.1', '');
INSERT INTO login_session VALUES (1, 4, '534b5b1371c5d65ce0ec9901870bac22edbd375509fc21eebcf10152226ee21e', 1, 1795394892112, 1795394892112, 1795438092112, '127.0.0.1', '');
INSERT INTO login_session VALUES (1, 16, '23695a87d37f327f131f48a2a4ceec8b07cd5752f9b0afe762921783364f2d29', 14, 1795394894917, 1795394894917, 1795438094917, '127.0.0.1', '');
INSERT INTO login_session VALUES (1, 17, '942365f6e59da23a249c52703fbc82ef2b0fc3046bf49b60720d9aa1dab3aa3a', 14, 1795394896464, 1795394896464, 1795438096464, '127.0.0.1', '');
INSERT INTO login_session VALUES (1, 27, '056f26c64d7195c5ef3b9106df1771c3a236a929e0649dd4e0069b20222d58d4', 24, 1795394897854, 1795394897854, 1795438097854, '127.0.0.1', '');
INSERT INTO login_session VALUES (1, 28, '2d68a5635e1c5f3616fcb06ec99c6a192ae577b4131b7ed50c194e267e61d9d1', 24, 1795394899532, 1795394899532, 1795438099532, '127.0.0.1', '');

INSERT INTO meeting VALUES (1, 29, 11, 'theme_day', '主题党日', 'closed', 20261123, NULL, 1795391299000, 1795394839000, 59, '二楼会议室', 18, NULL, '', '', 3, 2, 3, 2, 0, '', '', 0, NULL, 1795394899540, 24, 1);

INSERT INTO meeting_paper VALUES (1, 29, '[]', '学习文件,交流体会。', '[]', '[]', 1);

INSERT INTO member VALUES (1, 18, NULL, '王一', 'wangyi wy yi', 'female', '\x6cb9a2c6941535c58a2367962b41cb86f1044aa316a6fa4846a753698c1d2bfba95ed17fb77573af35ed5cbfa63fec3f6a2794f10d10a47d8520', '13eb8489ba8fe4d2df8a022fa137a88f', 19500417, '\x5117f9dfa09535a0647b6d710f3d7ea64b43b9e45b3238e152afe27e2ff1cd49877cbf892f05f7ee494fef0e5c8e285ea4ecc2', '675094965870850513cc3e1b1ae515ec', '', '', '', '', 'formal', 11, 20100701, 20110701, '', NULL, '', '', 1, NULL, NULL);
INSERT INTO member VALUES (1, 20, NULL, '李二', 'lier le er', 'female', '\x4055fd40af5bf48b600faf632bbe7d02ae6a891d7b29307defa579983a1aa193189a0fd3ce17481a2585083bb9c44ced5685d9790a3d8e19a515', '6504dd85a8496b5fab146f4d6e5f2851', 19500418, '\x5ee6b066e57589bc9e205af2aedba5c3e0055d832ee578d58b206e62dc180a10f2073c77b1a1e844fd8254a7195e76d7d47d51', '90da362d46c9e168fce8fe519a19b243', '', '', '', '', 'formal', 11, 20100701, 20110701, '', NULL, '', '', 1, NULL, NULL);
INSERT INTO member VALUES (1, 22, NULL, '张三', 'zhangsan zs san', 'female', '\x28d523ae7f1f824feb2e5868268eb272b2c018b0d7a48b65220e86bf9e38dfa95b6cd91b9895180ab4a3c2b1bdebef29cbfaf42ea53836ed3f30', 'd99cbde6f82e3fea89e1e89e214e6a75', 19500419, '\xcd9988406865618ad9b5772271802dd68413c79eee35d9d38edb589bbdd6b9ed24457688bc8d0c9662da9650c1d51bf7eee448', '1ed5ba06371a075a48c6355b3513193b', '', '', '', '', 'formal', 11, 20100701, 20110701, '', NULL, '', '', 1, NULL, NULL);

INSERT INTO membership VALUES (1, 18, 20100701, 99991231, 11, 'admitted');
INSERT INTO membership VALUES (1, 20, 20100701, 99991231, 11, 'admitted');
INSERT INTO membership VALUES (1, 22, 20100701, 99991231, 11, 'admitted');

INSERT INTO organization VALUES (1, 5, NULL, '', '市直机关工委', '市直机关工委', 'shizhijiguangongwei szjggw', 'working_committee', NULL, 20150301, NULL, '', '', '', '', NULL, 'by_size', 0, 1);
INSERT INTO organization VALUES (1, 8, NULL, '', '市财政局机关党委', '市财政局机关党委', 'shicaizhengjujiguandangwei sczjjgdw', 'organ_committee', 5, 20150301, NULL, '', '', '', '', NULL, 'by_size', 0, 1);
INSERT INTO organization VALUES (1, 11, NULL, '', '财政局第一党支部', '财政局第一党支部', 'caizhengjudiyidangzhibu czjdydzb', 'branch', 8, 20150301, NULL, '', '', '', '', NULL, 'by_size', 0, 1);

INSERT INTO organization_change VALUES (1, 7, 5, 'founded', 20150301, NULL, '', 1795394892186, 1);
INSERT INTO organization_change VALUES (1, 10, 8, 'founded', 20150301, 5, '', 1795394893716, 1);
INSERT INTO organization_change VALUES (1, 13, 11, 'founded', 20150301, 8, '', 1795394893882, 1);

INSERT INTO organization_name VALUES (1, 5, 20150301, '市直机关工委', '市直机关工委');
INSERT INTO organization_name VALUES (1, 8, 20150301, '市财政局机关党委', '市财政局机关党委');
INSERT INTO organization_name VALUES (1, 11, 20150301, '财政局第一党支部', '财政局第一党支部');

INSERT INTO password_history VALUES (1, 14, 1795394896021, '$argon2id$v=19$m=47104,t=1,p=1$IWSw1bZQfqcL8nTgD4ea7Q$Qtd02RbaEeWvesg6pZknsi8SsvubtdzO6sfM98E73Sk');
INSERT INTO password_history VALUES (1, 24, 1795394899057, '$argon2id$v=19$m=47104,t=1,p=1$yeqFS5cNkAbrdpaBsxg8Mw$OWxWGrLeXL6Hu8eAsUYzLpN6XTuyqlJglfS8jCuwp+I');

INSERT INTO role_grant VALUES (1, 2, 1, 'administrator', 0, 0, 1795394891476);
INSERT INTO role_grant VALUES (1, 15, 14, 'committee_clerk', 5, 1, 1795394894452);
INSERT INTO role_grant VALUES (1, 25, 24, 'branch_secretary', 11, 1, 1795394897272);
INSERT INTO role_grant VALUES (1, 26, 24, 'member', 11, 1, 1795394897272);

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

INSERT INTO schema_version VALUES ('kernel', 1, '001_kernel', 1795394883509, '4fac01e3cfa184ae6c297cc9fbef8942');
INSERT INTO schema_version VALUES ('kernel', 2, '002_procedure', 1795394883556, '36249cf1cb1530cba513b246e5241b65');
INSERT INTO schema_version VALUES ('kernel', 10, '010_search_and_jobs', 1795394883617, '2c28f32a64901c497b047dd27cc7e81e');
INSERT INTO schema_version VALUES ('kernel', 20, '020_ended_grants', 1795394883649, 'f522cdb5880fd57783a0b2fc7574ebd1');
INSERT INTO schema_version VALUES ('kernel', 21, '021_login_places', 1795394883685, 'b9a3847fa8e65d7840df9bb61c9b6def');
INSERT INTO schema_version VALUES ('kernel', 30, '030_notices', 1795394883728, '10204a952bfb5cf59955d980a29e9d8d');
INSERT INTO schema_version VALUES ('kernel', 31, '031_recycle_bin', 1795394883732, '076dfda4917c8f14b996d1e6ee232b6e');
INSERT INTO schema_version VALUES ('kernel', 32, '032_packs', 1795394883828, '772923652214da4081138da3aa6f0059');
INSERT INTO schema_version VALUES ('kernel', 33, '033_facts_by_source', 1795394883913, '2d0e655faf6629f1947c92664c1453f5');
INSERT INTO schema_version VALUES ('kernel', 50, '050_delegated_grants', 1795394883931, '5db3367f9b96acdd68fc767c0aa296a9');
INSERT INTO schema_version VALUES ('kernel', 60, '060_ballot_box', 1795394884040, '5b960f6061c2dbe18d863b78fe269fa8');
INSERT INTO schema_version VALUES ('organization', 1, '001_organization', 1795394884300, 'eb0e696d16e9425b9303ab13b95b7f0e');
INSERT INTO schema_version VALUES ('organization', 2, '002_roster_import', 1795394884615, 'd48d5616654a338dc1bee130bafe8a5a');
INSERT INTO schema_version VALUES ('organization', 3, '003_member_lists', 1795394885079, '67cd802f05984206c9919d4ef62a35f1');
INSERT INTO schema_version VALUES ('organization', 4, '004_regularisation', 1795394885300, '228d1e98c6dbc91045e6ad7cba7c2d42');
INSERT INTO schema_version VALUES ('organization', 5, '005_exemption_days', 1795394885360, '095e5cf6b5b5b4cdca041130dab8326d');
INSERT INTO schema_version VALUES ('life', 1, '001_life', 1795394885505, 'cdce8cc8cab69dd7f79b3019b47ac022');
INSERT INTO schema_version VALUES ('ballot', 1, '001_ballot', 1795394885658, '533d3df1254d4ae043f19943dac75f79');
INSERT INTO schema_version VALUES ('ballot', 2, '002_rules_of_their_time', 1795394885680, '787959e944b281a6038307e927cb3c0d');
INSERT INTO schema_version VALUES ('contact', 1, '001_contact', 1795394885849, 'e75b5ff19c2422572e86c6b92537499d');
INSERT INTO schema_version VALUES ('supervision', 1, '001_supervision', 1795394886284, '52bc943381a0571bf9b31dbc8c3a74ff');
INSERT INTO schema_version VALUES ('supervision', 2, '002_visit_leader', 1795394886287, '9604e0a198fe389c530b9648a0cd7b60');
INSERT INTO schema_version VALUES ('post', 1, '001_post', 1795394886496, 'df420833bc14766796a11938242a0cc9');
INSERT INTO schema_version VALUES ('duty', 1, '001_duty', 1795394886636, '14bde36ce2c55962b4e1ecbb255379f2');
INSERT INTO schema_version VALUES ('duty', 2, '002_rules_of_their_time', 1795394886645, 'a102dc77e8eed84c84fed58f1faee58f');
INSERT INTO schema_version VALUES ('selection', 1, '001_selection', 1795394886796, 'd64f2644b175cdcede157f7d8db5f440');
INSERT INTO schema_version VALUES ('selection', 2, '002_rules_of_their_time', 1795394886810, '9b9ea778a1acc5553f428f73918f5c38');
INSERT INTO schema_version VALUES ('points', 1, '001_points', 1795394887001, 'af5e403183923a33993506f2217eb2a0');
INSERT INTO schema_version VALUES ('business', 1, '001_business', 1795394887121, 'df9cc757565e5cb62b31f8a878ebfca8');
INSERT INTO schema_version VALUES ('business', 2, '002_figure_title', 1795394887180, 'da37a67d9fe0b3e17954899128f01ba3');
INSERT INTO schema_version VALUES ('report', 1, '001_report', 1795394887258, '54db5f447d54fd300635b273f2a35b8f');
INSERT INTO schema_version VALUES ('standard', 1, '001_standard', 1795394887570, 'b1353bac024a13113714d10ec2c230ee');
INSERT INTO schema_version VALUES ('standard', 2, '002_due', 1795394887638, '7d32587d18663aeee613ccc617184a46');
INSERT INTO schema_version VALUES ('evaluation', 1, '001_evaluation', 1795394887832, '1773621a85e8b0b0e2f3bab332c990cc');
INSERT INTO schema_version VALUES ('tour', 1, '001_tour', 1795394888188, '9c036cb9254de5d8b2733f1e8b37f653');
INSERT INTO schema_version VALUES ('cockpit', 1, '001_screen_link', 1795394888216, '65052cce13e210dafb30e2df8b4dd034');
INSERT INTO schema_version VALUES ('desk', 1, '001_desk', 1795394888268, '305d2c3f81c268495f973d230f7f4da7');

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

INSERT INTO setting VALUES (1, 'installed_at', '2026-11-23T08:48:11+08:00');
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

ALTER TABLE ONLY ballot_box
    ADD CONSTRAINT ballot_box_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY ballot_item
    ADD CONSTRAINT ballot_item_pkey PRIMARY KEY (tenant_id, ballot_id, "position");

ALTER TABLE ONLY ballot_paper_count
    ADD CONSTRAINT ballot_paper_count_pkey PRIMARY KEY (tenant_id, ballot_id, teller_id);

ALTER TABLE ONLY ballot_paper
    ADD CONSTRAINT ballot_paper_pkey PRIMARY KEY (tenant_id, box_id, receipt);

ALTER TABLE ONLY ballot_person
    ADD CONSTRAINT ballot_person_pkey PRIMARY KEY (tenant_id, ballot_id, member_id);

ALTER TABLE ONLY ballot
    ADD CONSTRAINT ballot_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY ballot_tray
    ADD CONSTRAINT ballot_tray_pkey PRIMARY KEY (tenant_id, box_id, number);

ALTER TABLE ONLY ballot_voter
    ADD CONSTRAINT ballot_voter_pkey PRIMARY KEY (tenant_id, box_id, voter_id);

ALTER TABLE ONLY binder
    ADD CONSTRAINT binder_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY business_discussion
    ADD CONSTRAINT business_discussion_pkey PRIMARY KEY (tenant_id, item_id, meeting_id);

ALTER TABLE ONLY business_figure
    ADD CONSTRAINT business_figure_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY business_item
    ADD CONSTRAINT business_item_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY calendar_feed
    ADD CONSTRAINT calendar_feed_pkey PRIMARY KEY (tenant_id, account_id);

ALTER TABLE ONLY classification
    ADD CONSTRAINT classification_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY classified
    ADD CONSTRAINT classified_pkey PRIMARY KEY (tenant_id, classification_id, organization_id);

ALTER TABLE ONLY contact_leader
    ADD CONSTRAINT contact_leader_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY contact_point
    ADD CONSTRAINT contact_point_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY contact_visit
    ADD CONSTRAINT contact_visit_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY delegated_grant
    ADD CONSTRAINT delegated_grant_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY draw
    ADD CONSTRAINT draw_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY duty_report
    ADD CONSTRAINT duty_report_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY duty_session
    ADD CONSTRAINT duty_session_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY duty_voter
    ADD CONSTRAINT duty_voter_pkey PRIMARY KEY (tenant_id, session_id, account_id);

ALTER TABLE ONLY ended_grant
    ADD CONSTRAINT ended_grant_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY fact
    ADD CONSTRAINT fact_by_source_pkey PRIMARY KEY (tenant_id, source_id, id);

ALTER TABLE ONLY fact_kind
    ADD CONSTRAINT fact_kind_pkey PRIMARY KEY (tenant_id, number);

ALTER TABLE ONLY honour
    ADD CONSTRAINT honour_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (tenant_id, account_id, request_key);

ALTER TABLE ONLY index_entry
    ADD CONSTRAINT index_entry_pkey PRIMARY KEY (tenant_id, id);

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

ALTER TABLE ONLY leave
    ADD CONSTRAINT leave_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY letter
    ADD CONSTRAINT letter_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY letter_sequence
    ADD CONSTRAINT letter_sequence_pkey PRIMARY KEY (tenant_id, issuer_id, kind, year);

ALTER TABLE ONLY lift_plan
    ADD CONSTRAINT lift_plan_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY lift_task
    ADD CONSTRAINT lift_task_pkey PRIMARY KEY (tenant_id, id);

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

ALTER TABLE ONLY membership
    ADD CONSTRAINT membership_pkey PRIMARY KEY (tenant_id, member_id, valid_from);

ALTER TABLE ONLY nomination
    ADD CONSTRAINT nomination_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY notice_channel
    ADD CONSTRAINT notice_channel_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY objection
    ADD CONSTRAINT objection_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY organization_change
    ADD CONSTRAINT organization_change_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY organization_name
    ADD CONSTRAINT organization_name_pkey PRIMARY KEY (tenant_id, organization_id, valid_from);

ALTER TABLE ONLY organization
    ADD CONSTRAINT organization_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY pack_file
    ADD CONSTRAINT pack_file_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY pack_version
    ADD CONSTRAINT pack_version_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY password_history
    ADD CONSTRAINT password_history_pkey PRIMARY KEY (tenant_id, account_id, changed_at);

ALTER TABLE ONLY points_adjustment
    ADD CONSTRAINT points_adjustment_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY points_dispute
    ADD CONSTRAINT points_dispute_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY points_ranking
    ADD CONSTRAINT points_ranking_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY points_settled
    ADD CONSTRAINT points_settled_pkey PRIMARY KEY (tenant_id, settlement_id, member_id);

ALTER TABLE ONLY points_settlement
    ADD CONSTRAINT points_settlement_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY post_holding
    ADD CONSTRAINT post_holding_pkey PRIMARY KEY (tenant_id, id);

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

ALTER TABLE ONLY screen_link
    ADD CONSTRAINT screen_link_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY search_entry
    ADD CONSTRAINT search_entry_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY selection
    ADD CONSTRAINT selection_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY setting
    ADD CONSTRAINT setting_pkey PRIMARY KEY (tenant_id, name);

ALTER TABLE ONLY signature_failure
    ADD CONSTRAINT signature_failure_pkey PRIMARY KEY (tenant_id, meeting_id, account_id);

ALTER TABLE ONLY standard_certificate
    ADD CONSTRAINT standard_certificate_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY standard_draw
    ADD CONSTRAINT standard_draw_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY standard_evidence
    ADD CONSTRAINT standard_evidence_pkey PRIMARY KEY (tenant_id, sheet_id, file_id);

ALTER TABLE ONLY standard_mark
    ADD CONSTRAINT standard_mark_pkey PRIMARY KEY (tenant_id, sheet_id, item);

ALTER TABLE ONLY standard_objection
    ADD CONSTRAINT standard_objection_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY standard_round
    ADD CONSTRAINT standard_round_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY standard_sheet
    ADD CONSTRAINT standard_sheet_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY standard_standing
    ADD CONSTRAINT standard_standing_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY standard_text
    ADD CONSTRAINT standard_text_pkey PRIMARY KEY (tenant_id, digest);

ALTER TABLE ONLY stored_file
    ADD CONSTRAINT stored_file_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY supervision_photo
    ADD CONSTRAINT supervision_photo_pkey PRIMARY KEY (tenant_id, account_id, photo_key);

ALTER TABLE ONLY term_extension
    ADD CONSTRAINT term_extension_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY term
    ADD CONSTRAINT term_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY tour_arrival
    ADD CONSTRAINT tour_arrival_pkey PRIMARY KEY (tenant_id, station_id, account_id);

ALTER TABLE ONLY tour_person
    ADD CONSTRAINT tour_person_pkey PRIMARY KEY (tenant_id, tour_id, account_id);

ALTER TABLE ONLY tour
    ADD CONSTRAINT tour_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY tour_score
    ADD CONSTRAINT tour_score_pkey PRIMARY KEY (tenant_id, station_id, account_id);

ALTER TABLE ONLY tour_station
    ADD CONSTRAINT tour_station_pkey PRIMARY KEY (tenant_id, id);

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

CREATE INDEX ballot_box_of ON ballot USING btree (tenant_id, box_id) WHERE (box_id IS NOT NULL);

CREATE INDEX ballot_day ON ballot USING btree (tenant_id, day, id);

CREATE INDEX ballot_item_member ON ballot_item USING btree (tenant_id, member_id, ballot_id) WHERE (member_id <> 0);

CREATE INDEX ballot_meeting ON ballot USING btree (tenant_id, meeting_id) WHERE (meeting_id IS NOT NULL);

CREATE INDEX ballot_organization ON ballot USING btree (tenant_id, organization_id, day, state);

CREATE INDEX ballot_person_member ON ballot_person USING btree (tenant_id, member_id, ballot_id);

CREATE INDEX ballot_voter_voter ON ballot_voter USING btree (tenant_id, voter_id, box_id);

CREATE INDEX binder_owner ON binder USING btree (tenant_id, created_by, id);

CREATE INDEX business_figure_period ON business_figure USING btree (tenant_id, period, organization_id);

CREATE UNIQUE INDEX business_figure_place ON business_figure USING btree (tenant_id, name, organization_id, period);

CREATE INDEX business_item_branch ON business_item USING btree (tenant_id, branch_id);

CREATE INDEX business_item_organization ON business_item USING btree (tenant_id, organization_id, starts_on);

CREATE INDEX business_item_untied ON business_item USING btree (tenant_id, starts_on, organization_id) WHERE (branch_id IS NULL);

CREATE UNIQUE INDEX calendar_feed_token ON calendar_feed USING btree (token_fingerprint);

CREATE UNIQUE INDEX classification_period ON classification USING btree (tenant_id, index_name, organization_id, period);

CREATE INDEX classified_organization ON classified USING btree (tenant_id, organization_id);

CREATE UNIQUE INDEX contact_leader_account ON contact_leader USING btree (tenant_id, account_id);

CREATE UNIQUE INDEX contact_leader_member ON contact_leader USING btree (tenant_id, member_id);

CREATE UNIQUE INDEX contact_point_current ON contact_point USING btree (tenant_id, organization_id) WHERE (valid_to IS NULL);

CREATE INDEX contact_point_leader ON contact_point USING btree (tenant_id, leader_id, valid_from);

CREATE INDEX contact_point_organization ON contact_point USING btree (tenant_id, organization_id, valid_from);

CREATE INDEX contact_visit_leader ON contact_visit USING btree (tenant_id, leader_id, visited_on);

CREATE INDEX contact_visit_organization ON contact_visit USING btree (tenant_id, organization_id, visited_on);

CREATE INDEX contact_visit_source ON contact_visit USING btree (tenant_id, source_id, source_kind);

CREATE INDEX delegated_grant_account ON delegated_grant USING btree (tenant_id, account_id, valid_to);

CREATE INDEX delegated_grant_for ON delegated_grant USING btree (tenant_id, for_account_id, valid_to);

CREATE INDEX delegated_grant_source ON delegated_grant USING btree (tenant_id, source_kind, source_id);

CREATE INDEX draw_inspection ON draw USING btree (tenant_id, inspection_id, purpose);

CREATE INDEX duty_report_account ON duty_report USING btree (tenant_id, account_id);

CREATE INDEX duty_report_organization ON duty_report USING btree (tenant_id, organization_id, year);

CREATE UNIQUE INDEX duty_report_person ON duty_report USING btree (tenant_id, session_id, account_id);

CREATE INDEX duty_session_organization ON duty_session USING btree (tenant_id, organization_id, held_on);

CREATE INDEX duty_voter_account ON duty_voter USING btree (tenant_id, account_id);

CREATE INDEX ended_grant_account ON ended_grant USING btree (tenant_id, account_id);

CREATE UNIQUE INDEX fact_kind_name ON fact_kind USING btree (tenant_id, name);

CREATE INDEX fact_member ON fact USING btree (tenant_id, member_id, kind, happened_on) WHERE (member_id <> 0);

CREATE INDEX fact_organization ON fact USING btree (tenant_id, organization_id, kind, happened_on);

CREATE INDEX honour_member ON honour USING btree (tenant_id, member_id, awarded_on) WHERE (member_id IS NOT NULL);

CREATE INDEX honour_organization ON honour USING btree (tenant_id, organization_id, awarded_on);

CREATE INDEX idempotency_age ON idempotency USING btree (created_at);

CREATE UNIQUE INDEX index_entry_current ON index_entry USING btree (tenant_id, indicator, organization_id, period) WHERE (state = 'entered'::text);

CREATE INDEX index_entry_organization ON index_entry USING btree (tenant_id, organization_id, period);

CREATE UNIQUE INDEX inspection_team_name ON inspection_team USING btree (tenant_id, inspection_id, name);

CREATE INDEX inspection_team_of ON inspection_team_member USING btree (tenant_id, account_id, team_id);

CREATE INDEX job_account ON job USING btree (tenant_id, account_id, id);

CREATE INDEX leave_account ON leave USING btree (tenant_id, account_id, to_on);

CREATE INDEX leave_member ON leave USING btree (tenant_id, member_id, to_on);

CREATE INDEX leave_organization ON leave USING btree (tenant_id, organization_id, from_on);

CREATE INDEX letter_issuer ON letter USING btree (tenant_id, issuer_id, state);

CREATE UNIQUE INDEX letter_number ON letter USING btree (tenant_id, issuer_id, kind, year, sequence) WHERE (sequence > 0);

CREATE INDEX letter_organization ON letter USING btree (tenant_id, organization_id, state);

CREATE UNIQUE INDEX lift_plan_once ON lift_plan USING btree (tenant_id, classification_id, organization_id);

CREATE INDEX lift_plan_organization ON lift_plan USING btree (tenant_id, organization_id, state);

CREATE INDEX lift_task_plan ON lift_task USING btree (tenant_id, plan_id);

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

CREATE INDEX nomination_organization ON nomination USING btree (tenant_id, organization_id, id);

CREATE INDEX nomination_selection ON nomination USING btree (tenant_id, selection_id, id);

CREATE INDEX objection_selection ON objection USING btree (tenant_id, selection_id, id);

CREATE INDEX organization_change_of ON organization_change USING btree (tenant_id, organization_id, effective_on);

CREATE UNIQUE INDEX organization_code ON organization USING btree (tenant_id, code);

CREATE INDEX organization_parent ON organization USING btree (tenant_id, parent_id, display_order);

CREATE INDEX outbox_due ON outbox USING btree (due_at);

CREATE UNIQUE INDEX pack_file_path ON pack_file USING btree (tenant_id, path);

CREATE UNIQUE INDEX pack_version_draft ON pack_version USING btree (tenant_id, file) WHERE (state = 'draft'::text);

CREATE UNIQUE INDEX pack_version_number ON pack_version USING btree (tenant_id, file, number);

CREATE INDEX pack_version_state ON pack_version USING btree (tenant_id, state, file);

CREATE INDEX points_adjustment_member ON points_adjustment USING btree (tenant_id, member_id, period);

CREATE INDEX points_adjustment_organization ON points_adjustment USING btree (tenant_id, organization_id, period);

CREATE INDEX points_dispute_answerer ON points_dispute USING btree (tenant_id, answerer_id, state);

CREATE INDEX points_dispute_member ON points_dispute USING btree (tenant_id, member_id, period);

CREATE UNIQUE INDEX points_dispute_open ON points_dispute USING btree (tenant_id, member_id, fact_id, rule) WHERE ((fact_id IS NOT NULL) AND (state = ANY (ARRAY['raised'::text, 'appealed'::text])));

CREATE INDEX points_dispute_organization ON points_dispute USING btree (tenant_id, organization_id, state, due_on);

CREATE INDEX points_ranking_organization ON points_ranking USING btree (tenant_id, organization_id, id);

CREATE UNIQUE INDEX points_settlement_stands ON points_settlement USING btree (tenant_id, organization_id, period) WHERE (state <> 'withdrawn'::text);

CREATE UNIQUE INDEX post_holding_current ON post_holding USING btree (tenant_id, organization_id, post, member_id) WHERE (valid_to IS NULL);

CREATE INDEX post_holding_member ON post_holding USING btree (tenant_id, member_id, valid_from);

CREATE INDEX post_holding_organization ON post_holding USING btree (tenant_id, organization_id, valid_from);

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

CREATE UNIQUE INDEX screen_link_token ON screen_link USING btree (token_fingerprint);

CREATE INDEX search_entry_vector ON search_entry USING gin (vector);

CREATE INDEX selection_organization ON selection USING btree (tenant_id, organization_id, year, state);

CREATE UNIQUE INDEX standard_certificate_code ON standard_certificate USING btree (tenant_id, code);

CREATE INDEX standard_certificate_sheet ON standard_certificate USING btree (tenant_id, sheet_id, id);

CREATE INDEX standard_draw_round ON standard_draw USING btree (tenant_id, round_id, id);

CREATE INDEX standard_objection_sheet ON standard_objection USING btree (tenant_id, sheet_id, id);

CREATE INDEX standard_round_organization ON standard_round USING btree (tenant_id, organization_id, period);

CREATE INDEX standard_sheet_organization ON standard_sheet USING btree (tenant_id, organization_id, state);

CREATE UNIQUE INDEX standard_sheet_place ON standard_sheet USING btree (tenant_id, round_id, organization_id);

CREATE INDEX standard_sheet_recheck ON standard_sheet USING btree (tenant_id, recheck_on) WHERE (recheck_on IS NOT NULL);

CREATE INDEX standard_sheet_remind ON standard_sheet USING btree (tenant_id, remind_on) WHERE (remind_on IS NOT NULL);

CREATE INDEX standard_sheet_state ON standard_sheet USING btree (tenant_id, state, due_on);

CREATE INDEX standard_standing_organization ON standard_standing USING btree (tenant_id, organization_id, standard, id);

CREATE INDEX standard_standing_sheet ON standard_standing USING btree (tenant_id, sheet_id);

CREATE INDEX stored_file_digest ON stored_file USING btree (digest);

CREATE UNIQUE INDEX supervision_photo_file ON supervision_photo USING btree (tenant_id, file_id);

CREATE INDEX supervision_photo_of ON supervision_photo USING btree (tenant_id, subject_kind, subject_id);

CREATE INDEX term_due ON term USING btree (tenant_id, due_on);

CREATE INDEX term_extension_organization ON term_extension USING btree (tenant_id, organization_id, state);

CREATE INDEX term_extension_term ON term_extension USING btree (tenant_id, term_id);

CREATE INDEX term_organization ON term USING btree (tenant_id, organization_id, began_on);

CREATE UNIQUE INDEX term_running ON term USING btree (tenant_id, organization_id) WHERE (ended_on IS NULL);

CREATE INDEX tour_organization ON tour USING btree (tenant_id, organization_id, held_on);

CREATE INDEX tour_person_account ON tour_person USING btree (tenant_id, account_id);

CREATE UNIQUE INDEX tour_station_once ON tour_station USING btree (tenant_id, tour_id, organization_id);

CREATE INDEX tour_station_organization ON tour_station USING btree (tenant_id, organization_id);

CREATE UNIQUE INDEX visit_once ON visit USING btree (tenant_id, inspection_id, organization_id);

CREATE INDEX visit_organization ON visit USING btree (tenant_id, organization_id, inspection_id);

CREATE INDEX visit_team ON visit USING btree (tenant_id, team_id, state);
