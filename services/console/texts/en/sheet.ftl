sheet-title = Judge in a spreadsheet
sheet-download = Download the checklist
sheet-about = Fill in results and reasons in the white cells. A row that is left empty stays as it is.
sheet-xlsx = XLSX (a sheet for each flow layer)
sheet-csv = CSV (one table)
sheet-upload = Upload the filled file
sheet-file = File
sheet-file-about = The downloaded XLSX or CSV, up to 16 MB. You see every change first; nothing is recorded until you confirm.
sheet-send = Show the changes
sheet-files = Evidence files
sheet-empty = (none)
sheet-faults = { $count ->
    [one] { $count } cell needs a correction.
   *[other] { $count } cells need a correction.
 }
sheet-correct = Nothing was recorded. Correct the file and upload it again.
sheet-older = The checklist changed after this file was downloaded, so each checkpoint was compared.
sheet-moved = Judged meanwhile and not changed in the file, so left as they are:
sheet-replaced = Your own results since the download change:
sheet-later = The texts are long, so the first part is recorded now. Upload the same file again afterwards for the rest.
sheet-nothing = The file changes no result.
sheet-no-file = Choose a file.
sheet-kind = Upload a file whose name ends with .xlsx or .csv.
sheet-too-large = The file is too large. The limit is 16 MB.
sheet-busy = The file cannot be read right now. Upload it again in a moment.
