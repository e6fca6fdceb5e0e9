/** Which vocabulary the codes of a field belong to: by the slug of a noun for its filters, by the
 * name of a schema for its forms and views. */
export const WORDS: Record<string, string> = {
  "results.code": "result_code",

  "DrawView.kind": "draw_kind",
  "DrawView.publication": "draw_publication",
  "DrawView.beacon": "beacon",
  "NewDraw.kind": "draw_kind",
  "NewDraw.publication": "draw_publication",
  "NewDraw.beacon": "beacon",
  "RematchRequest.beacon": "beacon",
  "RequestView.kind": "draw_request_kind",
  "RequestView.state": "draw_request_state",
  "NewRequest.kind": "draw_request_kind",

  "ChallengeView.standing": "challenge_standing",

  "InspectionView.outcome": "status_outcome",
  "InspectionDetails.outcome": "status_outcome",
  "OutcomeForm.outcome": "status_outcome",
  "NotifyForm.method": "check_method",
  "NoticeView.method": "check_method",
  "ArriveForm.exemption": "exemption",

  "ChannelForm.channel": "channel_kind",
  "ChannelForm.state": "channel_state",
  "ResultView.code": "result_code",
  "ChangeForm.code": "result_code",
  "HistoryView.code": "result_code",
  "HistoryView.before_code": "result_code",

  "DecisionForm.kinds": "penalty_kind",
  "PenaltyView.kinds": "penalty_kind",
  "PenaltyView.ending": "penalty_end",
  "PenaltyClosing.ending": "penalty_end",
  "NewReferral.kind": "referral_kind",
  "NewRestriction.kind": "restriction_kind",
  "MeasureForm.measure": "measure",
  "MeasureView.measure": "measure",
  "ConditionForm.condition": "repair_condition",

  "reports.season": "report_season",
  "NewReport.season": "report_season",

  "activities.kind": "activity_kind",
  "NewActivity.kind": "activity_kind",
  "ActivityChange.kind": "activity_kind",

  "CaseView.category": "case_category",
  "NewCase.source": "case_source",
  "CaseHandling.result": "case_result",
  "CaseClosing.ending": "case_end",
  "UnlicensedView.ending": "unlicensed_end",
  "UnlicensedClosing.ending": "unlicensed_end",
  "SpecialForm.level": "region_level",
};
