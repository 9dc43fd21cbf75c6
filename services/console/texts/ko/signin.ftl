signin-title = 보안성 검토, 해태
signin-about = 요청부터 최종 판정까지 한곳에서 합니다.
signin-account = 기관 계정
signin-do = 기관 계정으로 로그인
signin-password = 비밀번호는 기관 로그인 화면에서만 묻습니다.
signin-ended = 로그인이 만료됐습니다. 다시 로그인하면 보던 화면으로 이어집니다.
signed-out = 로그아웃했습니다.
