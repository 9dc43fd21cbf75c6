due-today = 오늘까지
due-paused = 멈춤
due-over = { $count ->
    [0] 오늘 지남
   *[other] { $count }일 지남
 }
ago-now = 방금
ago-minutes = { $count }분 전
ago-hours = { $count }시간 전
ago-days = { $count }일 전
