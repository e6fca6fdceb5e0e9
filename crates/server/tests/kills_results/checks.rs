//! What a database must say after a kill, and that these questions find what is wrong.

use rusqlite::Connection;
use serde_json::Value;

/// Everything that would be half done, with the question that counts it.
const HALF: [(&str, &str); 13] = [
    (
        "a part and its results",
        "SELECT COUNT(*) FROM inspection_part p WHERE
         (SELECT COUNT(*) FROM check_result r WHERE r.inspection = p.inspection
          AND r.organ = p.organ)
         <> (SELECT COUNT(*) FROM inspection_item i WHERE i.part = p.id
             AND i.state <> 'satisfied' AND p.state = 'published')",
    ),
    (
        "a part and its channels",
        "SELECT COUNT(*) FROM inspection_part p WHERE
         (SELECT COUNT(*) FROM result_channel c WHERE c.part = p.id
          AND c.log_index = p.log_index) <> CASE p.state WHEN 'published' THEN 4 ELSE 0 END",
    ),
    (
        "a result that another act wrote than its publication",
        "SELECT COUNT(*) FROM check_result r JOIN inspection_part p
         ON p.inspection = r.inspection AND p.organ = r.organ
         WHERE r.edition = 1 AND r.log_index <> p.log_index",
    ),
    (
        "a part that was published twice",
        "SELECT COUNT(*) FROM (SELECT 1 FROM log_detail WHERE action = 'result.publish'
         GROUP BY record HAVING COUNT(*) > 1)",
    ),
    (
        "a result that the log wrote more or less often than it has editions",
        "SELECT COUNT(*) FROM check_result r WHERE r.edition <> (SELECT COUNT(*) FROM log_row l
         WHERE l.table_name = 'check_result' AND l.row_id = r.id)",
    ),
    (
        "a result and its changes",
        "SELECT COUNT(*) FROM check_result r WHERE r.edition <> 1 + (SELECT COUNT(*)
         FROM result_change c WHERE c.result = r.id AND c.state = 'applied')",
    ),
    (
        "a change in force that its result does not show",
        "SELECT COUNT(*) FROM result_change c JOIN check_result r ON r.id = c.result
         WHERE c.state = 'applied' AND (r.log_index <> c.log_index OR r.edition <> c.edition
         OR r.state <> CASE c.kind WHEN 'withdraw' THEN 'withdrawn' ELSE 'published' END
         OR r.code <> c.code)",
    ),
    (
        "a signature under another record",
        "SELECT COUNT(*) FROM inspection_signature s JOIN inspection i ON i.id = s.inspection
         WHERE i.digest IS NULL OR s.digest <> i.digest",
    ),
    (
        "a signature of somebody who was not there",
        "SELECT COUNT(*) FROM inspection_signature s WHERE NOT EXISTS (SELECT 1
         FROM inspection_member m WHERE m.inspection = s.inspection
         AND m.inspector = s.inspector AND m.present = 1)",
    ),
    (
        "a visit and its signatures",
        "SELECT COUNT(*) FROM inspection i WHERE (i.state IN ('signed', 'closed'))
         <> (i.company IS NOT NULL AND 2 = (SELECT COUNT(*) FROM inspection_signature s
             WHERE s.inspection = i.id))",
    ),
    (
        "a record with an item that nobody filled in",
        "SELECT COUNT(*) FROM inspection i JOIN inspection_item t ON t.inspection = i.id
         WHERE i.digest IS NOT NULL AND t.state <> 'checked'",
    ),
    (
        "a visit and its parts: the day on which it was over",
        "SELECT COUNT(*) FROM inspection_part p JOIN inspection i ON i.id = p.inspection
         WHERE p.done_on IS NOT i.done_on OR (p.state = 'waiting') <> (i.done_on IS NULL)",
    ),
    (
        "a visit and its parts: closed when all are published",
        "SELECT COUNT(*) FROM inspection i WHERE (i.state = 'closed') = EXISTS (SELECT 1
         FROM inspection_part p WHERE p.inspection = i.id AND p.state <> 'published')",
    ),
];

fn one(raw: &Connection, sql: &str) -> i64 {
    raw.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// Entries of the log.
pub(crate) fn entries(raw: &Connection) -> i64 {
    one(raw, "SELECT COUNT(*) FROM log_entry")
}

/// What is half done; `before` entries were there before the first request.
pub(crate) fn half_done(raw: &Connection, before: i64) -> Vec<String> {
    let mut found = Vec::new();
    for (what, sql) in HALF {
        let count = one(raw, sql);
        if count != 0 {
            found.push(format!("{what}: {count}"));
        }
    }
    let written = entries(raw) - before;
    let answered = one(raw, "SELECT COUNT(*) FROM idempotency WHERE request_key LIKE 'visit-%'");
    if written != answered {
        found.push(format!("{written} entries, {answered} answers"));
    }
    found
}

/// Tables and rows that an answer speaks of.
fn rows(answer: &Value) -> Vec<(&'static str, &Value)> {
    let list = |field: &str| answer[field].as_array().into_iter().flatten();
    if answer["team"].is_array() {
        let mut rows = vec![("inspection", answer)];
        rows.extend(list("items").map(|row| ("inspection_item", row)));
        rows.extend(list("parts").map(|row| ("inspection_part", row)));
        return rows;
    }
    let change = answer["result"].is_string();
    vec![(if change { "result_change" } else { "inspection_part" }, answer)]
}

/// What was acknowledged under these keys and is not there.
pub(crate) fn lost<'a>(
    raw: &Connection,
    acknowledged: impl Iterator<Item = (&'a str, &'a Value)>,
) -> Vec<String> {
    let mut missing = Vec::new();
    for (key, answer) in acknowledged {
        for (table, row) in rows(answer) {
            let sql = format!("SELECT version, log_index FROM {table} WHERE id = ?1");
            let id = row["id"].as_str().unwrap();
            let mut asked = raw.prepare_cached(&sql).unwrap();
            let found = asked.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)));
            let (version, index): (i64, i64) = found.unwrap_or((0, -1));
            let index_told = row["log_index"].as_i64().unwrap_or(0);
            if version < row["version"].as_i64().unwrap() || index < index_told {
                missing.push(format!("{key}: {table} {id}"));
            }
        }
        let signed = answer["team"].as_array().into_iter().flatten();
        for member in signed.filter(|member| member["signed"] == true) {
            let sql = "SELECT COUNT(*) FROM inspection_signature WHERE inspection = ?1 \
                       AND inspector = ?2 AND LOWER(HEX(digest)) = ?3";
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let which = [&answer["id"], &member["inspector"], &answer["digest"]].map(text);
            let mut asked = raw.prepare_cached(sql).unwrap();
            if asked.query_row(which, |row| row.get::<_, i64>(0)).unwrap() != 1 {
                missing.push(format!("{key}: signature of {member}"));
            }
        }
        let sql = "SELECT response FROM idempotency WHERE request_key = ?1";
        let mut asked = raw.prepare_cached(sql).unwrap();
        let kept = asked.query_row([key], |row| row.get::<_, String>(0)).unwrap_or_default();
        if serde_json::from_str::<Value>(&kept).ok().as_ref() != Some(answer) {
            missing.push(format!("{key}: its answer"));
        }
    }
    missing
}

/// Damage, each of which must be found.
const DAMAGE: [&str; 10] = [
    "DELETE FROM result_channel WHERE rowid = (SELECT MIN(rowid) FROM result_channel)",
    "UPDATE check_result SET edition = edition + 1 WHERE rowid = 1",
    "UPDATE inspection_part SET state = 'passed', published_by = NULL WHERE state = 'published'",
    "UPDATE log_detail SET record = (SELECT MIN(record) FROM log_detail
     WHERE action = 'result.publish') WHERE action = 'result.publish'",
    "UPDATE check_result SET code = '1' WHERE code = '5'",
    "UPDATE inspection_signature SET digest = zeroblob(32) WHERE rowid = 1",
    "UPDATE inspection_member SET present = 0 WHERE present = 1",
    "DELETE FROM inspection_signature WHERE rowid = 1",
    "UPDATE inspection SET state = 'signed' WHERE state = 'closed'",
    "DELETE FROM idempotency WHERE rowid = (SELECT MAX(rowid) FROM idempotency)",
];

/// The questions find damage, an act that was never acknowledged, and nothing besides.
pub(crate) fn are_sharp(raw: &mut Connection, before: i64, known: &[(&str, &Value)]) {
    assert_eq!(lost(raw, known.iter().skip(1).copied()), Vec::<String>::new(), "one unasked");
    let (key, answer) = known[known.len() / 2];
    let mut newer = answer.clone();
    newer["version"] = Value::from(answer["version"].as_i64().unwrap() + 1_000);
    assert!(!lost(raw, [(key, &newer)].into_iter()).is_empty(), "a version that never was");
    let mut other = answer.clone();
    other["id"] = Value::from("00000000000000000000000000");
    assert!(!lost(raw, [(key, &other)].into_iter()).is_empty(), "a record that never was");
    assert!(!lost(raw, [("visit-never", answer)].into_iter()).is_empty(), "a key never used");
    for sql in DAMAGE {
        let damaged = raw.transaction().unwrap();
        assert!(damaged.execute(sql, []).unwrap() > 0, "{sql}");
        assert!(!half_done(&damaged, before).is_empty(), "not found: {sql}");
        damaged.rollback().unwrap();
    }
    assert_eq!(half_done(raw, before), Vec::<String>::new());
}
