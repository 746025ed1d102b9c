"""Letters to readers: an invitation to confirm, and what is new; in their language, as text and as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import Any
from unicodedata import category
from uuid import UUID

from news.pages.languages import site_language
from news.pages.words import in_language, words
from news.pages.writing import render

LETTERS = {
    "en": {"confirm": "Confirm that you want news by mail",
           "asked": "Somebody, most likely you, asked for news of the newsroom at this address.",
           "follow": "To receive it, follow this link within seven days:",
           "ignore": "If it was not you, do nothing: nothing will be sent and nothing is kept.",
           "button": "Yes, send me news", "confirmed": "You will receive news at this address.",
           "leave": "Unsubscribe", "left": "You will receive no more news, and your address is deleted.",
           "new": "News", "in": "in", "subscribe": "News by mail", "address": "Mail address",
           "look": "Look into your mail: a letter with a link is on its way.", "at_once": "at once",
           "daily": "once a day", "weekly": "once a week", "often": "How often", "send": "Subscribe",
           "more": "More stories", "topics": "Only about (everything if you choose nothing)"},
    "es": {"confirm": "Confirme que desea recibir noticias por correo",
           "asked": "Alguien, seguramente usted, pidió recibir en esta dirección noticias de la sala de prensa.",
           "follow": "Para recibirlas, siga este enlace en un plazo de siete días:",
           "ignore": "Si no fue usted, no haga nada: no se enviará nada ni se guardará nada.",
           "button": "Sí, envíenme noticias", "confirmed": "Recibirá noticias en esta dirección.",
           "leave": "Darse de baja", "left": "No recibirá más noticias y su dirección ha sido borrada.",
           "new": "Noticias", "in": "en", "subscribe": "Noticias por correo", "address": "Correo electrónico",
           "look": "Revise su correo: le llegará una carta con un enlace.", "at_once": "en el momento",
           "daily": "una vez al día", "weekly": "una vez a la semana", "often": "Frecuencia", "send": "Suscribirse",
           "more": "Más noticias", "topics": "Solo sobre (todo si no elige nada)"},
    "fr": {"confirm": "Confirmez que vous souhaitez recevoir les actualités",
           "asked": "Quelqu’un, sans doute vous, a demandé à recevoir ici les actualités de l’espace presse.",
           "follow": "Pour les recevoir, suivez ce lien dans les sept jours :",
           "ignore": "Si ce n’était pas vous, ne faites rien : rien ne sera envoyé ni conservé.",
           "button": "Oui, envoyez-moi les actualités", "confirmed": "Vous recevrez les actualités à cette adresse.",
           "leave": "Se désabonner", "left": "Vous ne recevrez plus rien, et votre adresse est supprimée.",
           "new": "Actualités", "in": "en", "subscribe": "Actualités par courriel", "address": "Adresse électronique",
           "look": "Consultez votre courrier : un lien vous y attend.", "at_once": "aussitôt",
           "daily": "une fois par jour", "weekly": "une fois par semaine", "often": "Fréquence", "send": "S’abonner",
           "more": "Autres actualités", "topics": "Uniquement sur (tout si vous ne choisissez rien)"},
    "pt": {"confirm": "Confirme que deseja receber notícias por e-mail",
           "asked": "Alguém, provavelmente você, pediu para receber neste endereço notícias da sala de imprensa.",
           "follow": "Para recebê-las, siga este link dentro de sete dias:",
           "ignore": "Se não foi você, não faça nada: nada será enviado nem guardado.",
           "button": "Sim, quero receber notícias", "confirmed": "Você receberá notícias neste endereço.",
           "leave": "Cancelar a assinatura", "left": "Você não receberá mais notícias e seu endereço foi apagado.",
           "new": "Notícias", "in": "em", "subscribe": "Notícias por e-mail", "address": "Endereço de e-mail",
           "look": "Veja seu e-mail: uma mensagem com um link está a caminho.", "at_once": "na hora",
           "daily": "uma vez por dia", "weekly": "uma vez por semana", "often": "Frequência", "send": "Assinar",
           "more": "Mais notícias", "topics": "Apenas sobre (tudo se nada for escolhido)"},
    "ru": {"confirm": "Подтвердите подписку на новости",
           "asked": "Кто-то, вероятно вы, попросил присылать новости на этот адрес.",
           "follow": "Чтобы получать их, перейдите по ссылке в течение семи дней:",
           "ignore": "Если это были не вы, ничего не делайте: ничего не будет отправлено и сохранено.",
           "button": "Да, присылайте новости", "confirmed": "Новости будут приходить на этот адрес.",
           "leave": "Отписаться", "left": "Новости больше не придут, ваш адрес удалён.",
           "new": "Новости", "in": "язык:", "subscribe": "Новости по почте", "address": "Адрес почты",
           "look": "Проверьте почту: письмо со ссылкой уже в пути.", "at_once": "сразу",
           "daily": "раз в день", "weekly": "раз в неделю", "often": "Как часто", "send": "Подписаться",
           "more": "Ещё новости", "topics": "Только по темам (обо всём, если ничего не выбрано)"},
    "zh": {"confirm": "请确认订阅新闻邮件", "asked": "有人（很可能是您本人）请求将新闻发送到此地址。",
           "follow": "如需接收，请在七天内打开此链接：", "ignore": "如果不是您本人，请忽略：不会发送或保存任何内容。",
           "button": "是的，请发送新闻", "confirmed": "新闻将发送到此地址。", "leave": "取消订阅",
           "left": "您将不再收到新闻，您的地址已删除。", "new": "新闻", "in": "语言：", "subscribe": "邮件订阅",
           "address": "电子邮箱", "look": "请查看邮箱：带链接的邮件即将送达。", "at_once": "即时", "daily": "每天一次",
           "weekly": "每周一次", "often": "频率", "send": "订阅",
           "more": "更多新闻", "topics": "仅限以下主题（不选则为全部）"},
    "ar": {"confirm": "يرجى تأكيد رغبتك في تلقي الأخبار بالبريد",
           "asked": "طلب شخص ما، على الأرجح أنت، إرسال أخبار غرفة الأخبار إلى هذا العنوان.",
           "follow": "لتلقيها افتح هذا الرابط خلال سبعة أيام:",
           "ignore": "إذا لم تكن أنت فلا تفعل شيئًا: لن يُرسل شيء ولن يُحفظ شيء.",
           "button": "نعم، أرسلوا لي الأخبار", "confirmed": "ستصلك الأخبار على هذا العنوان.",
           "leave": "إلغاء الاشتراك", "left": "لن تصلك أخبار بعد الآن، وقد حُذف عنوانك.",
           "new": "الأخبار", "in": "باللغة", "subscribe": "الأخبار بالبريد", "address": "عنوان البريد",
           "look": "راجع بريدك: رسالة فيها رابط في الطريق إليك.", "at_once": "فورًا",
           "daily": "مرة في اليوم", "weekly": "مرة في الأسبوع", "often": "كم مرة", "send": "اشترك",
           "more": "المزيد من الأخبار", "topics": "عن هذه المواضيع فقط (عن كل شيء إن لم تختر شيئًا)"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class News:
    """A story to tell of, as its reader gets it; `corrected` when they were told of it before."""

    item: Any
    corrected: bool


@dataclass(frozen=True, slots=True)
class Digest:
    """What there is to tell, the newest first; `more` are left, and `listing` is the path where all are."""

    told: Sequence[News]
    more: int
    listing: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """From whom and to whom a letter goes; the same letter has the same id however often it is sent."""

    id: UUID
    sender: str
    to: str
    language: str
    written_at: datetime


class _OnTheWire(EmailPolicy):
    """ASCII alone, in lines that any mail server takes; two headers are written by rules of their own."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name == UNSUBSCRIBE:
            # In one piece (RFC 2369): where it is longer than a line should be it would be encoded.
            return SMTP.clone(max_line_length=998).fold_binary(name, value)
        if name == "Subject" and not value.isascii():
            # The policy of the library loses a space where a long one is cut.
            return f"{name}: {Header(value, 'utf-8', header_name=name).encode(linesep=self.linesep)}\r\n".encode()
        return SMTP.fold_binary(name, value)


UNSUBSCRIBE = "List-Unsubscribe"
ON_THE_WIRE = _OnTheWire(linesep="\r\n", cte_type="7bit")


def confirmation(envelope: Envelope, link: str) -> EmailMessage:
    said = letter_words(envelope.language)
    lines = [said["asked"], "", said["follow"], link, "", said["ignore"]]
    return _in_its_language(envelope, _letter(envelope, said["confirm"], "\n".join(lines) + "\n"))


def digest(envelope: Envelope, news: Digest, base: str, leave: str) -> EmailMessage:
    """What is new, the newest first; `leave` is where one click ends it (RFC 8058)."""
    said = letter_words(envelope.language)
    blocks = [_told(each, envelope.language, base) for each in news.told]
    if news.more:
        blocks.append(f"{said['more']} ({news.more}): {base}{news.listing}")
    text = "\n\n".join([*blocks, f"--\n{said['leave']}: {leave}"]) + "\n"
    count = len(news.told) + news.more
    first = news.told[0].item.headline if news.told else said["new"]
    subject = first if count == 1 else f"{said['new']} ({count}): {first}"
    letter = _letter(envelope, subject, text)
    letter[UNSUBSCRIBE] = f"<{leave}>"
    letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    page = render("letter.html", envelope.language, news=news, base=base, leave=leave, said=said, title=subject)
    letter.add_alternative(page, subtype="html")
    return _in_its_language(envelope, letter)


def _told(news: News, language: str, base: str) -> str:
    """One story as text."""
    marks = [words(language)["corrected"]] if news.corrected else []
    if news.item.why != "translated":
        marks.append(f"{letter_words(language)['in']} {in_language(news.item.served, language)}")
    mark = f" [{'; '.join(marks)}]" if marks else ""
    return f"{news.item.headline}{mark}\n{news.item.summary}\n{base}{news.item.path}"


def letter_words(language: str) -> dict[str, str]:
    return LETTERS[site_language(language)]


def _in_its_language(envelope: Envelope, letter: EmailMessage) -> EmailMessage:
    # Last of all: a letter of several parts gives its headers of content to the first of them.
    letter["Content-Language"] = site_language(envelope.language)
    return letter


def _letter(envelope: Envelope, subject: str, text: str) -> EmailMessage:
    letter = EmailMessage(policy=ON_THE_WIRE)
    letter["From"], letter["To"] = envelope.sender, envelope.to
    letter["Subject"] = _in_a_header(subject)
    letter["Date"] = format_datetime(envelope.written_at)
    letter["Message-ID"] = f"<{envelope.id}@{envelope.sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text)
    return letter


def _in_a_header(words: str) -> str:
    """In one line, and taken as it stands: an encoded word (RFC 2047) would be opened, and may hold other headers."""
    plain = "".join(" " if category(each) == "Cc" else each for each in words)
    return " ".join(plain.replace("=?", "= ?").split())[:200]
