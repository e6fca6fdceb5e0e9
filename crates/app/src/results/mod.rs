//! 检查结果: use cases, from entry to publication and what follows it.

mod changes;
mod channels;
mod groups;
mod objections;
pub(crate) mod parts;
mod public;
mod recognition;

pub use changes::{
    ChangeForm, ChangeQuery, ChangeView, DecideChange, approve_change, concur_change, list_changes,
    propose_change, show_change,
};
pub use channels::{ChannelForm, ChannelView, channels, note_channel};
pub use groups::{GroupQuery, ResultGroup, by_item, by_organ, newest};
pub use objections::{
    DecideObjection, LodgeForm, LodgeReceipt, ObjectionQuery, ObjectionView, PaperForm, accept,
    decide, list_objections, lodge, record_objection, show_objection,
};
pub(crate) use parts::see as see_part;
pub use parts::{
    EnterForm, EntryForm, PartQuery, PartView, PublishForm, ReviewForm, enter, list_parts, publish,
    review, show_part,
};
pub use public::{
    HistoryView, NoFilter, ResultPage, ResultQuery, ResultView, csv_of, list_results, of_entity,
    results_csv, show_result,
};
pub use recognition::{DecideRecognition, RecogniseForm, decide_recognition, recognise};
