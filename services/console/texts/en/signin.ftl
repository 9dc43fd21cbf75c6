signin-title = Haetae security reviews
signin-about = From the request to the decision in one place.
signin-account = Work account
signin-do = Sign in with your work account
signin-password = Only your organisation's sign-in page asks for your password.
signin-ended = Your sign-in has ended. Sign in again to go on where you were.
signed-out = You are signed out.
