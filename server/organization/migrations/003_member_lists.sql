-- The roster is asked for by branch, stage and day of joining: with these columns in the index a page and its total are found
-- without reading the rows themselves.
DROP INDEX member_organization;
CREATE INDEX member_organization ON member (tenant_id, organization_id, stage, left_on, joined_on, id);
DROP INDEX member_joined;
CREATE INDEX member_joined ON member (tenant_id, joined_on, id, stage, left_on, organization_id);
DROP INDEX member_pinyin;
CREATE INDEX member_pinyin ON member (tenant_id, pinyin, id, stage, left_on, organization_id);
