//! `docs/permissions.md` says what the policy says. Written anew with `SUNLOT_WRITE_DOCS=1`.

use std::path::Path;

use sunlot_domain::policy::{Permission, Policy};
use sunlot_domain::roles::{Reach, Role};

#[test]
fn the_document_says_what_the_policy_says() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/permissions.md");
    let text = document();
    if std::env::var_os("SUNLOT_WRITE_DOCS").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        found == text,
        "docs/permissions.md 与权限表不符；请运行 SUNLOT_WRITE_DOCS=1 cargo test -p sunlot-domain \
         permissions"
    );
}

fn document() -> String {
    let policy = Policy::built_in();
    let mut text = String::from(
        "# 权限表\n\n由 `crates/domain/src/policy.csv` 生成，不要手改；路由、用例和本文件读的是同一张表。\
         \n\n全：全部；区：授权区划及其下级；部：本部门；联：本部门和参与的；己：本人的或指派给本人的；\
         公：已公开的；空白：没有这项权限。\n「再验」：须在五分钟内再次验证身份。\n\n## 角色\n\n\
         | 代码 | 角色 | 第二因素 |\n|---|---|---|\n",
    );
    for role in Role::ALL {
        let factor = if policy.needs_second_factor(*role) { "必须" } else { "可选" };
        let factor = if *role == Role::Public { "—" } else { factor };
        text.push_str(&format!("| {} | {} | {factor} |\n", role.code(), role.name_zh()));
    }
    let codes: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
    text.push_str(&format!("\n## 权限\n\n| 权限 | 代码 | {} | 再验 |\n", codes.join(" | ")));
    text.push_str(&format!("|---|---|{}---|\n", "---|".repeat(codes.len())));
    for permission in Permission::ALL {
        let rule = policy.rule(*permission);
        let cells = Role::ALL.iter().map(|role| match rule.reach(*role) {
            None => "",
            Some(Reach::All) => "全",
            Some(Reach::Region) => "区",
            Some(Reach::Organ) => "部",
            Some(Reach::Joint) => "联",
            Some(Reach::Own) => "己",
            Some(Reach::Published) => "公",
        });
        let cells: Vec<&str> = cells.collect();
        let step_up = if rule.step_up { "是" } else { "" };
        let (name, code) = (rule.name_zh, permission.code());
        text.push_str(&format!("| {name} | `{code}` | {} | {step_up} |\n", cells.join(" | ")));
    }
    text
}
