//! `sunlot minutes`: the draw record as PDF, made from a verified bundle.

use std::path::Path;

use sunlot_app::forms::draw_facts;
use sunlot_ceremony::{read_bundle, write_whole};
use sunlot_forms::FontSet;
use sunlot_forms::minutes::render;
use sunlot_sortition::verify::Case;

use crate::say::{Ended, REFUSED, Refused, done, working};
use crate::verify::checked;

pub(crate) fn run(bundle: &Path, out: &Path, fonts: Option<&Path>) -> Ended {
    let files = working("读取公布文件", || read_bundle(bundle))?;
    let mut case = Case::new(&files);
    let report = checked(&mut case);
    if let Some((check, deviation)) = report.failure() {
        let message = format!("公布文件没有通过核验（{check}）：{}", deviation.message_zh);
        return Err(Refused::new("minutes.refused_bundle", message, REFUSED));
    }
    let minutes = draw_facts(&case, &report);
    let pdf = render(&minutes, &FontSet::find(fonts))
        .map_err(|e| Refused::new(e.code(), e.message_zh(), REFUSED))?;
    write_whole(out, &pdf, 0o644)?;
    println!("抽取记录 {}", out.display());
    done()
}
