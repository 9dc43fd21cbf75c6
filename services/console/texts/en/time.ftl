due-today = Today
due-paused = Paused
due-over = { $count ->
    [0] Overdue since today
    [one] { $count } day overdue
   *[other] { $count } days overdue
 }
ago-now = just now
ago-minutes = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
 }
ago-hours = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
 }
ago-days = { $count ->
    [one] { $count } day ago
   *[other] { $count } days ago
 }
