import base64
import random
import threading

import pytest

from inhouse.guard.detectors.secrets import Secrets
from inhouse.guard.detectors.secrets.candidates import Keywords
from inhouse.guard.detectors.secrets.detector import TooMuchToJudge
from inhouse.guard.detectors.secrets.rules import rules
from inhouse.guard.normal import View, views
from tests.drawn import shaped

# The secret stands between « and »; the shape says what is drawn by chance.
FOUND = [
    ("personal_access_token", "export DEVOPS_PAT=«{b32:52}»"),
    ("personal_access_token", "Mein PAT: «{b32:52}»"),
    ("twitter_bearer_token", "«AAAAAAAAAAAAAAAAAAAAA{b62:9}%2B{b62:20}%3D{b62:40}»"),
    ("trello_token", "see «ATTA{hex:64}»"),
    ("api_key", 'const API_KEY: &str = "«{b62:40}»";'),
    ("password", 'pub static DB_PASSWORD: &\'static str = "«Tr0ub4dor&3»";'),
    ("api_key", 'let token = String::from("«{b62:40}»");'),
    ("password", "SMTP_PASSWORD ?= «Katze-Tisch_81»"),
    ("api_key", "API_TOKEN += «{b62:40}»"),
    ("password", 'variable "db_password" {\n  default = "«Winter2025!»"\n}'),
    ("password", "<tr><td>Password</td><td>«Winter2025!»</td></tr>"),
    ("password", "| `DB_PASSWORD` | `«Katze-Tisch_81»` |"),
    ("password", "DB_PASSWORD,«Katze-Tisch_81»"),
    ("password", "the password is «Sonne;Regen47»."),
    ("password", "I have set the admin password to «Katze-Tisch_81»"),
    ("password", "Ich habe das Passwort auf «Katze-Tisch_81» gesetzt"),
    ("login_pair", "The creds are admin:«hunter2!x»"),
    ("command_password", "net user backup «hunter2!x» /add"),
    ("command_password", 'ConvertTo-SecureString "«hunter2!x»" -AsPlainText -Force'),
    ("command_password", 'gh secret set DB_PASSWORD --body "«hunter2!x»"'),
    ("piped_password", "echo '«hunter2!x»' | docker login -u ci --password-stdin"),
    ("piped_password", 'echo "root:«hunter2!x»" | chpasswd'),
    ("basic_login", "requests.get(url, auth=('svc', '«hunter2!x»'))"),
    ("relay_login", "[smtp.northwind.de]:587 relay:«hunter2!x»"),
    ("aws_access_key", "Bitte prüfen: «AKIA{b32:16}» geht nicht."),
    ("aws_secret_key", "aws_secret_access_key = «{b64:40}»"),
    ("aws_secret_key", 'AWS_SECRET_ACCESS_KEY: "«{b64:40}»"'),
    (
        "azure_account_key",
        "DefaultEndpointsProtocol=https;AccountName=x;AccountKey=«{b64:86}==»;EndpointSuffix=core.windows.net",
    ),
    ("azure_client_secret", "client secret: «{b62:3}8Q~{b62:34}»"),
    (
        "azure_shared_access_key",
        "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=«{b64:43}=»",
    ),
    ("azure_sas_signature", "https://x.blob.core.windows.net/c/f?sv=2023-01-03&sp=r&sig=«{b62:40}%2F{b62:2}%3D»"),
    ("google_api_key", "https://maps.googleapis.com/maps/api/js?key=«AIza{url:34}x»&callback=init"),
    ("google_oauth_secret", '"client_secret": "«GOCSPX-{b62:28}»"'),
    ("digitalocean_token", "export DO=«dop_v1_{hex:64}»"),
    ("heroku_legacy_key", "HEROKU_API_KEY=«{uuid}»"),
    ("cloudflare_legacy_token", "Cloudflare API token: «{b62:40}»"),
    ("github_token", "git clone with «ghp_{b62:36}» please"),
    ("github_fine_grained_token", "«github_pat_{b62:22}_{b62:59}»"),
    ("gitlab_token", "PRIVATE-TOKEN: «glpat-{b62:20}»"),
    ("terraform_token", 'token = "«{b62:14}.atlasv1.{b62:67}»"'),
    ("vault_token", "VAULT_TOKEN=«hvs.{b62:90}»"),
    ("npm_token", "//npm.northwind.example/:_authToken=«npm_{b62:36}»"),
    ("pypi_token", "password = «pypi-AgEIcHlwaS5vcmc{url:149}x»"),
    ("docker_hub_token", "docker login -u me -p «dckr_pat_{b62:27}»"),
    ("slack_bot_token", "SLACK_TOKEN=«xoxb-{dig:12}-{dig:13}-{b62:24}»"),
    ("slack_webhook", "post to «https://hooks.slack.com/services/T{B36:9}/B{B36:9}/{b62:24}»"),
    ("discord_token", "bot.run('«MTk4NjIyNDgzNDcxOTI1MjQ4.Cl{b62:4}.{b62:27}»')"),
    ("telegram_token", "https://api.telegram.org/bot«{dig:10}:AA{b62:33}»/getMe"),
    ("twilio_token", "twilio auth token is «{hex:32}»"),
    ("sendgrid_key", "«SG.{b62:22}.{b62:43}»"),
    ("stripe_secret_key", "stripe.api_key = '«sk_live_{b62:24}»'"),
    ("shopify_token", "X-Shopify-Access-Token: «shpat_{hex:32}»"),
    ("square_token", "«sq0atp-{b62:22}»"),
    ("openai_key", "OPENAI_API_KEY=«sk-proj-{b62:74}T3BlbkFJ{b62:74}»"),
    ("anthropic_key", "mein Schlüssel ist «sk-ant-api03-{b62:93}AA»."),
    ("huggingface_token", "huggingface-cli login --token «hf_{b62:34}»"),
    ("mistral_key", "client = Mistral(api_key=«{b62:32}»)  # my mistral key is «{b62:32}»"),
    ("datadog_key", "Unser Datadog-API-Key lautet «{hex:32}»"),
    ("sentry_token", "SENTRY_AUTH_TOKEN=«sntryu_{hex:64}»"),
    ("new_relic_key", "«NRAK-{B36:27}»"),
    ("grafana_token", "«glsa_{b62:32}_{hex:8}»"),
    ("notion_token", "NOTION_TOKEN=«ntn_{dig:11}{b62:35}»"),
    ("linear_key", "«lin_api_{b62:40}»"),
    ("hubspot_token", "hubspot: «pat-eu1-{uuid}»"),
    ("airtable_token", "«pat{b62:14}.{hex:64}»"),
    ("atlassian_token", "«ATATT3xFfGF0{b62:180}»"),
    ("databricks_token", "DATABRICKS_TOKEN=«dapi{hex:32}»"),
    ("mailchimp_key", "mc key «{hex:32}-us14»"),
    ("deepl_free_key", "translator = deepl.Translator('«{uuid}:fx»')"),
    ("inhouse_key", "curl -H 'Authorization: Bearer «ih_{b62:43}»'"),
    ("json_web_token", "token: «eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1{b62:60}.{b62:43}»"),
    ("connection_password", "DATABASE_URL=postgres://app:«{b62:14}»@db.intern:5432/app"),
    ("connection_password", "mongodb+srv://reader:«T7!{b62:8}»@cluster0.ab1cd.mongodb.net/test"),
    ("url_password", "git clone https://max:«{b62:16}»@git.firma.de/x.git"),
    ("ado_password", "Server=tcp:db,1433;Database=x;User ID=sa;Password=«{b62:10}!9»;Encrypt=True;"),
    ("basic_auth", "Authorization: Basic «bWF4OmdlaGVpbTIwMjQh»"),
    ("curl_login", "curl -s -u max:«{b62:10}7» https://intern.firma.de/api"),
    ("command_password", "mysqldump -h db -u root -p«{b62:10}7» kunden > kunden.sql"),
    ("sql_password", "CREATE USER 'app'@'%' IDENTIFIED BY '«{b62:10}7»';"),
    ("authorization_header", "headers = {'Authorization': 'Bearer «{b62:40}»'}"),
    ("password", "DB_PASSWORD=«{b62:12}»"),
    ("password", 'password = "«correcthorse9»"'),
    ("password", 'conn = connect(user="app", password="«{b62:12}»")'),
    ("password", "spring.datasource.password=«{b62:11}7»"),
    ("password", '"smtpPassword": "«{b62:12}»",'),
    ("password", "    - name: POSTGRES_PASSWORD\n      value: «{b62:11}7»"),
    ("password", '<add key="SmtpPassword" value="«{b62:11}7»" />'),
    ("password", "<password>«{b62:11}7»</password>"),
    ("password", "| Server | Passwort: «{b62:11}7» |"),
    ("password", "ansible_become_pass: «{b62:11}7»"),
    ("password", "Das Passwort lautet «Sommer2024!», bitte ändern."),
    ("password", "Mein Kennwort ist „«Frühling#77»“."),
    ("password", "Das Passwort für den Testserver ist: «Xk29!sdQ»"),
    ("password", "Melde dich mit dem Passwort «Xk29!sdQ» an."),
    ("password", "The password for the staging database is «Tr0ub4dor&3»."),
    ("password", "My password: `«hunter2x»`"),
    ("password", "Le mot de passe du serveur est «Tr0ubadour&3»."),
    ("password", "Mot de passe : «Bonjour2024!»"),
    ("password", "La contraseña del servidor es «Madrid2023$»."),
    ("password", "contraseña: «Madrid2023$»"),
    ("password", "WLAN-Schlüssel: «48213377194022716650»"),
    ("password", "WLAN-SCHLÜSSEL: «48213377194022716650»"),
    ("password", "HASŁO: «Xk29!sdQ»"),
    ("password", "LÖSENORD = «Xk29!sdQ»"),
    ("password", "the password \n  «Xk29!sdQw»"),
    ("password", "WLAN-Passwort - «Xk29!sdQ»"),
    ("password", "Password — «Xk29!sdQ»"),
    ("password", "Passwort → «Xk29!sdQ»"),
    ("password", "sshpass -p x; --password «{b62:11}7»"),
    ("login_pair", "Zugangsdaten: max.muster / «Xk29!sdQ»"),
    ("login_pair", "Login: admin@firma.de / «Xk29!sdQ»"),
    ("api_key", 'api_key = "«{b62:32}»"'),
    ("api_key", "API_KEY=«{b62:32}»"),
    ("api_key", "X-API-Key: «{b62:32}»"),
    ("api_key", "the API key is «{b62:32}»"),
    ("api_key", "API-SCHLÜSSEL: «{b62:32}»"),
    ("datadog_key", "Datadog API key — «{hex:32}»"),
    ("command_password", "mysql.exe -u root -p«{b62:10}7» kunden"),
    ("api_key", "Der API-Schlüssel lautet «{b62:32}»"),
    ("api_key", "La clé d'API est «{b62:32}»"),
    ("api_key", "La clave de API es «{b62:32}»"),
    ("api_key", "clientSecret: '«{b62:40}»',"),
    ("api_key", "SECRET_KEY = '«django-insecure-{b36:50}»'"),
    ("api_key", "export ACCESS_TOKEN=«{hex:40}»"),
    ("api_key", "jwt.secret=«{b64:43}=»"),
    ("wireguard_private_key", "PrivateKey = «{b64:42}E=»"),
    ("otp_secret", "otpauth://totp/Firma:max?secret=«{b32:32}»&issuer=Firma"),
    ("recovery_phrase", "seed phrase: «witch collapse practice feed shame open despair creek road again ice least»"),
    ("wifi_code", "WIFI:T:WPA;S:Firma;P:«{b62:12}»;;"),
]
NOTHING = [
    "longopt_pat = r'[a-zA-Z](?:[a-zA-Z0-9-]*)'",
    "Pat: please call back at 4pm, the pattern_path is unclear",
    "def test_virtualClassAttributeWithOneMeta(self):",
    "<th>Password</th><th>Username</th>",
    "Set your password to something that you remember, then log in",
    "the password is case-sensitive; API-keys are not",
    "| Field | Password |\n|--|--|\n| required | yes |",
    "proxy_auth = base64.b64encode(proxy)",
    # documentation and placeholders
    "AKIAIOSFODNN7EXAMPLE",
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "api_key = 'your_api_key_here'",
    "OPENAI_API_KEY=sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "OPENAI_API_KEY=sk-...",
    "export GITHUB_TOKEN=<your token>",
    "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "password: changeme",
    "password: ********",
    "DB_PASSWORD=${DB_PASSWORD}",
    "DB_PASSWORD=$DB_PASSWORD",
    "password: {{ vault_db_password }}",
    "password: \"{{ lookup('env', 'DB_PASSWORD') }}\"",
    "postgres://user:password@localhost:5432/db",
    "postgresql://postgres:postgres@localhost/app",
    "https://user:pass@example.com/",
    "https://username:password@host/path",
    "mongodb://<username>:<password>@cluster0.mongodb.net",
    "redis://:${REDIS_PASSWORD}@redis:6379/0",
    "curl -u username:password https://example.com",
    "curl -u $USER:$PASS https://example.com",
    "Authorization: Bearer <token>",
    "Authorization: Bearer $TOKEN",
    "Authorization: Bearer YOUR_ACCESS_TOKEN_GOES_HERE",
    "Authorization: Basic dXNlcm5hbWU6cGFzc3dvcmQ=",
    "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
    "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
    "if line.startswith('-----BEGIN RSA PRIVATE KEY-----'):",
    "-----BEGIN CERTIFICATE-----\n{b64:64}\n{b64:64}\n-----END CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----\n{b64:64}\n{b64:64}\n-----END PUBLIC KEY-----",
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ{b64:300} max@laptop",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{b64:43} max@laptop",
    "pk_live_{b62:24}",
    # code that mentions passwords
    "password = os.environ['DB_PASSWORD']",
    'password = os.getenv("DB_PASSWORD", "")',
    "const apiKey = process.env.OPENAI_API_KEY;",
    "password = getpass.getpass('Password: ')",
    "password: str",
    "password: Optional[str] = None",
    "def login(user: str, password: str) -> Token:",
    "if password == expected_password:",
    "if (!password || password.length < 8) {",
    "user.password = hash_password(form.password)",
    "token = generate_token(32)",
    "token = secrets.token_urlsafe(32)",
    "const token = await getAccessToken({ scope });",
    "this.apiKey = config.get<string>('apiKey');",
    "private readonly apiKey: string;",
    '<input type="password" name="password" id="password-field" />',
    'label = _("Password")',
    '"password": "Passwort",',
    '"forgotPassword": "Passwort vergessen?",',
    '"password": {"type": "string", "minLength": 8}',
    "password VARCHAR(255) NOT NULL,",
    "SELECT id, password FROM users WHERE email = 'a@b.de'",
    "secretKeyRef:\n  name: db-credentials\n  key: password",
    "valueFrom:\n  secretKeyRef:\n    name: api-key-prod",
    "tokenizer = AutoTokenizer.from_pretrained('bert-base-uncased')",
    "max_tokens=4096, token_type='Bearer'",
    "pad_token_id = 50256",
    "csrf_token = '{b62:32}'",
    "next_page_token: {b62:40}",
    "public_key = '{b64:43}='",
    "partition_key = 'customer_2024_000017'",
    "Idempotency-Key: {uuid}",
    "password_hash = '$2b$12${b62:53}'",
    "password: $argon2id$v=19$m=65536,t=3,p=4${b64:22}${b64:43}",
    "assert response.json()['token_type'] == 'bearer'",
    "kubectl create secret generic db --from-literal=password=$PW",
    "vault kv get -field=password secret/data/app",
    "with open('/run/secrets/db_password') as file:",
    "PASSWORD_FILE=/run/secrets/db_password",
    "password = /etc/app/password.txt",
    # numbers, hashes, ids
    "commit {hex:40}",
    "sha256:{hex:64}",
    '"integrity": "sha512-{b64:86}=="',
    "    --hash=sha256:{hex:64} \\",
    "md5: {hex:32}",
    'ETag: "{hex:32}"',
    "order {uuid} was shipped",
    "client_id = {uuid}",
    "tenant: {uuid}",
    "Bestellnummer 4711-0815-2024-AB17",
    "invoice RE-2024-001742, customer KD-88123",
    "version 1.2.3-beta.4+build.20240117",
    "image: registry.firma.de/app@sha256:{hex:64}",
    "docker pull nginx:1.27.3-alpine3.20",
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg{b64:300}",
    "traceparent: 00-{hex:32}-{hex:16}-01",
    "The MAC is 00:1A:2B:3C:4D:5E",
    "IBAN DE89 3704 0044 0532 0130 00",
    # sentences
    "Bitte gib dein Passwort ein: ",
    "Passwort vergessen? Klicken Sie hier.",
    "Passwort: siehe KeePass, Eintrag Produktion",
    "Das Passwort muss mindestens 12 Zeichen haben und läuft nach 90 Tagen ab.",
    "Das Passwort ist SHA-256-gehasht.",
    "Passwort: mindestens 8 Zeichen, 1 Ziffer",
    "Passwort geändert am: 12.05.2024",
    "Mein Passwort ist falsch, was tun?",
    "The password is case-sensitive.",
    "Your password is required to continue.",
    "The password is stored with bcrypt, cost 12.",
    "Password policy: at-least-12-characters",
    "Password expires: 2024-12-31",
    "Reset your password: https://intern.firma.de/reset",
    "The password field accepts 64 characters.",
    "How do I reset the password of user max2024?",
    "token ring networks were replaced by Ethernet",
    "The token is 15 minutes valid.",
    "Each token costs 0.002 dollars.",
    "The secret of success is 99% perspiration.",
    "The key to this is OAuth2 with PKCE.",
    "An API key is a string such as the one in your dashboard.",
    "Write a function that checks a password for digits.",
    "Le mot de passe doit contenir au moins 12 caractères.",
    "Mot de passe oublié ?",
    "Mot de passe : à définir",
    "La contraseña debe tener al menos 8 caracteres.",
    "¿Olvidaste tu contraseña?",
    "La clave del éxito es la paciencia.",
    "Palabras clave: seguridad, informática",
    "Username: max.muster, Department: Sales2024",
    "Account: 4711, Betrag: 17,50",
    "Login: Montag, 08:30 Uhr",
    "User: please write a poem / Assistant: sure",
    "pass: 23, fail: 1, skipped: 4",
    "Pass the salt, please.",
    "Basic knowledge of Python3.11 required",
    "Bearer of bad news, 2nd edition",
]


@pytest.fixture(scope="module")
def keywords() -> Secrets:
    return Secrets()


@pytest.fixture(scope="module")
def warmed() -> Secrets:
    secrets = Secrets()
    secrets.warm()
    return secrets


@pytest.fixture(params=["keywords", "warmed"])
def secrets(request: pytest.FixtureRequest) -> Secrets:
    return request.getfixturevalue(request.param)


def drawn(shape: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its marks, and where the marked pieces stand."""
    pieces = shaped(shape, random.Random(shape)).replace("«»", "").replace("»", "«").split("«")  # noqa: S311
    text, spans = "", list[tuple[int, int]]()
    for number, piece in enumerate(pieces):
        if number % 2:
            spans.append((len(text), len(text) + len(piece)))
        text += piece
    return text, spans


@pytest.mark.parametrize(("kind", "shape"), FOUND, ids=[f"{kind}: {shape[:50]}" for kind, shape in FOUND])
def test_a_secret_is_found_where_it_stands_and_by_its_name(kind: str, shape: str, secrets: Secrets) -> None:
    text, spans = drawn(shape)
    found = list(secrets.find(View(text)))
    assert [(piece.start, piece.end) for piece in found] == spans, (text, found)
    assert f"secret.{kind}" in {piece.kind for piece in found}
    assert [piece.value for piece in found] == [text[start:end] for start, end in spans]


@pytest.mark.parametrize("shape", NOTHING, ids=[shape[:60] for shape in NOTHING])
def test_what_only_looks_like_a_secret_is_left_alone(shape: str, secrets: Secrets) -> None:
    text, _ = drawn(shape)
    assert list(secrets.find(View(text))) == []


def test_its_kinds_are_named_for_people(keywords: Secrets) -> None:
    kinds = dict(keywords.kinds())
    assert kinds["secret.aws_access_key"] == "AWS access key"
    assert len(kinds) == len({rule.id for rule in rules()})


def test_the_most_particular_rule_names_a_piece(keywords: Secrets) -> None:
    text, spans = drawn("my_api_key = '«ghp_{b62:36}»'")
    assert [(piece.kind, (piece.start, piece.end)) for piece in keywords.find(View(text))] == [
        ("secret.github_token", spans[0])
    ]


def test_offsets_are_code_points_behind_any_character(secrets: Secrets) -> None:
    text, spans = drawn("Größe 😀 漢字 \u00a0 Passwort: «Übung!2024» und «AKIA{b32:16}» - Ende")
    assert [(piece.start, piece.end) for piece in secrets.find(View(text))] == spans


def test_many_secrets_in_a_long_text_are_all_found(secrets: Secrets) -> None:
    text, spans = drawn("ä «AKIA{b32:16}»\n" * 2000)
    assert [(piece.start, piece.end) for piece in secrets.find(View(text))] == spans


def test_what_is_encoded_is_found_in_a_further_view(keywords: Secrets) -> None:
    text, _ = drawn("AKIA{b32:16} and more text around")
    wrapped = base64.b64encode(text.encode()).decode()
    assert any(list(keywords.find(view)) for view in views(f"please decode {wrapped} for me"))


def test_threads_may_use_one_detector(warmed: Secrets) -> None:
    text, spans = drawn("x «AKIA{b32:16}» " * 50)
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda: counts.extend(len(list(warmed.find(View(text)))) for _ in range(10)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [len(spans)] * 40


def test_it_is_right_before_it_is_warm_and_while_it_warms_up() -> None:
    text, spans = drawn("x «AKIA{b32:16}» y")
    secrets = Secrets(look=Keywords(rules()))
    warming = threading.Thread(target=secrets.warm)
    warming.start()
    while warming.is_alive():
        assert [(piece.start, piece.end) for piece in secrets.find(View(text))] == spans
    assert [(piece.start, piece.end) for piece in secrets.find(View(text))] == spans


def test_a_text_of_nothing_but_beginnings_is_not_judged_for_minutes() -> None:
    with pytest.raises(TooMuchToJudge):
        list(Secrets().find(View("password=" * 100_000)))
    lines = "".join(f"DB_PASSWORD=xK9v{number}Q2mT7wZ4pL\n" for number in range(2_000))
    assert len(list(Secrets().find(View(lines)))) > 1_500
