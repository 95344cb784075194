-- An entry that goes takes its reports with it, without looking through all of them.
CREATE INDEX directory_report_entry ON directory_report (entry_nid);
