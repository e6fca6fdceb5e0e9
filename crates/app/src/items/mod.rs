//! 抽查事项清单: use cases. Views here; verbs in the files beside.

mod edit;
mod flow;
mod import;
mod laws;
mod lists;
pub(crate) mod named;
mod open;
mod views;

pub use edit::{
    ItemChange, ItemFilter, NewItem, Recognition, add, change, items, of_version, recognise, show,
    strike, unused,
};
pub use flow::{
    ConsentAnswer, Decision, PublicationForm, Return, abandon, approve, consent, publish,
    send_back, submit,
};
pub use import::{
    ListImport, ListImportView, check_import, import, template_csv, version_csv, version_xlsx,
};
pub(crate) use laws::hanging;
pub use laws::{LawChangeAlteration, LawChangeView, NewLawChange, TraceQuery, TracedItem};
pub use laws::{
    alter as alter_law_change, changes as law_changes, record as record_law_change, trace,
};
pub use lists::show as show_list;
pub use lists::{
    Difference, ListFilter, NewItemList, NewVersion, create, difference, draft, list, version,
    versions,
};
pub(crate) use named::NAMED;
pub use open::{
    PublicItem, PublicList, items_of_version, published_csv, published_items, published_lists,
};
pub(crate) use views::version_actions;
pub use views::{
    BasisBody, ConsentView, ItemListView, ItemView, PointBody, TermsBody, VersionView,
};

crate::domain_refusals! {
    Rule: sunlot_domain::items::ItemError,
}
