request-first = 첫 검토 요청하기
request-service = 서비스
request-work = 무엇을 하나
request-data = 데이터와 노출
request-impact = 영향: 가장 나쁜 일이 생기면
request-title-about = 서비스 이름과 이번에 하는 일을 씁니다. 예: 시민앱 간편결제 도입
request-description-about = 새로 만들거나 바꾸는 것, 오픈 예정일, 접속 주소, 책임자를 씁니다.
request-seldom = 스마트시티 구성요소에 닿으면 고르세요
request-from = 지난 요청에서 시작
request-begin = 시작
request-begun-with = { $number } 요청의 내용을 가져왔습니다. 달라진 것을 고쳐 보내세요.
request-preview = 미리 보기
request-send = 검토 요청
request-after = 보내면 점수와 점검표가 정해지고 검토자에게 보입니다.
request-no-team = 소속 부서를 알 수 없어 요청할 수 없습니다. 계정의 부서를 관리자에게 확인하세요.
request-similar = 비슷한 요청이 있습니다.
request-similar-about = 우리 부서가 최근 30일 안에 보낸 요청입니다. 같은 일이면 열어서 이어 가세요.
request-anyway = 그래도 요청
request-draft = 작성하던 요청이 있습니다.
request-draft-take = 이어서 쓰기
request-draft-drop = 버리기

preview-title = 예상 결과
preview-unasked = 답을 고르면 예상 점수와 점검 항목이 여기에 나옵니다.
preview-open = 답하지 않은 항목이 { $count }개 있습니다.
preview-days = 처리 기한: 접수 후 { $count }영업일
preview-why = 점수가 이렇게 나온 주된 이유
preview-checks = 예상 점검 항목 { $total }개(필수 { $mandatory }개)
preview-otherwise = 노출 범위가 { WITH($exposure, "이라면/라면") } { $score }점 { $level }, 점검 항목 { $total }개입니다.
preview-stale = 예상 결과를 새로 계산하지 못했습니다. 위 내용은 지금 답과 다를 수 있습니다.

requested-done = { $number } 검토를 요청했습니다.
requested-score = { $level } { $score }점
requested-checks = 점검 항목 { $count }개
requested-due = 처리 기한 { $day }
requested-arriving = 점수와 점검표를 만들고 있습니다.
requested-look = 새로 고침
requested-triage = 다음은 검토자의 사전 검토입니다.
requested-diagnosis = 다음은 진단입니다. 담당 검토자가 정해지면 여기에 나옵니다.
requested-assigned = 다음은 { $name } 검토자의 진단입니다.

type-payment = 돈을 받거나 보냅니다
type-authentication = 이용자가 누구인지 확인합니다(로그인, 본인확인)
type-personal-data = 개인정보를 모으거나 보관하거나 보여 줍니다
type-external-integration = 다른 기관의 시스템과 데이터를 주고받습니다
type-administration = 다른 이용자나 시스템을 바꾸는 관리자 화면이 있습니다
type-file-exchange = 파일을 올리거나 내려받습니다
type-mobile-app = 휴대전화나 태블릿에 설치하는 앱입니다
type-public-web = 누구나 여는 웹 화면이 있습니다
type-ai-feature = 실행 중에 AI 모델을 씁니다(챗봇, 영상 분석)
type-iot-device = 센서나 기기를 제어하거나 값을 읽습니다

component-management = 보안 정책, 조직, 관제
component-infrastructure = 통신망, 서버, 데이터센터
component-platform-software = 도시 데이터가 모이는 플랫폼
component-device = 거리의 센서, CCTV, 제어기
component-service = 시민이 직접 쓰는 서비스
component-interconnection = 다른 도시나 기관과의 연결

stage-planning = 아직 열지 않았습니다. 설계하거나 만들고 있습니다
stage-operation = 이미 운영하고 있습니다
stage-advanced = 운영 중이며 기능이나 연결을 크게 늘립니다

data-public = 누구나 볼 수 있는 자료. 예: 공고, 공개 통계
data-internal = 구성원만 보는 자료. 예: 업무 문서, 내부 연락처
data-confidential = 새면 기관에 피해가 가는 자료. 예: 계약 단가, 보안 설정
data-personal = 살아 있는 개인을 알아볼 수 있는 정보. 예: 이름, 전화번호, 위치(개인정보 보호법 제2조)
data-sensitive = 건강, 생체, 사상, 범죄경력 등(개인정보 보호법 제23조)
data-unique-identifier = 주민등록번호, 여권·운전면허·외국인등록번호(개인정보 보호법 제24조)

exposure-internal = 기관 안의 망에서만 접속합니다
exposure-partner = 정해진 협력 기관에서도 접속합니다
exposure-internet = 인터넷에서 누구나 접속합니다

money-none = 돈을 잃지 않습니다
money-minor = 부서 예산으로 메울 수 있습니다
money-moderate = 예비비를 쓰거나 사업을 줄여야 합니다
money-major = 기관 예산에 큰 손실이 남습니다
money-severe = 기관이 감당할 수 없습니다

reputation-none = 아무도 알아채지 못합니다
reputation-minor = 문의 몇 건으로 끝납니다
reputation-moderate = 지역 언론에 나고 해명해야 합니다
reputation-major = 전국 언론에 나고 신뢰를 오래 잃습니다
reputation-severe = 서비스나 기관을 계속하기 어렵습니다

law-none = 어기는 법이 없습니다
law-minor = 시정하면 끝납니다
law-moderate = 정보주체에게 알리고 신고해야 합니다
law-major = 과징금이나 소송이 이어집니다
law-severe = 많은 사람의 민감한 정보가 새거나 형사 책임을 집니다

safety-none = 다칠 일이 없습니다
safety-minor = 불편하지만 다치지 않습니다
safety-moderate = 가벼운 부상이 날 수 있습니다
safety-major = 크게 다칠 수 있습니다
safety-severe = 사람이 죽을 수 있습니다
