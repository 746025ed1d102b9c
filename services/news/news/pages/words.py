"""The few words that a page has of its own, in the languages of the site."""

from collections.abc import Mapping

from babel.dates import format_datetime

from news.pages.languages import endonym, language_name, locale, site_language

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {"search": "Search", "found": "Found", "nothing": "Nothing was found.",
           "related": "More on this", "archive": "Archive", "by_mail": "News by mail",
           "newsroom": "Newsroom", "older": "Older news", "corrected": "Corrected", "withdrawn": "Withdrawn",
           "gone": "This story was withdrawn.", "missing": "There is no such page.", "languages": "Languages",
           "skip": "To the text", "stale": "The original has changed since this translation was made.",
           "empty": "There is nothing here yet.", "published": "Published", "other": "It can still be read in",
           "unclear": "This address is not complete, or no longer valid.",
           "fault": "Something went wrong on our side. Please try again later.",
           "no_address": "This is no mail address."},
    "es": {"search": "Buscar", "found": "Resultados", "nothing": "No se encontró nada.",
           "related": "Más sobre esto", "archive": "Archivo", "by_mail": "Noticias por correo",
           "newsroom": "Sala de prensa", "older": "Noticias anteriores", "corrected": "Corregido",
           "withdrawn": "Retirado", "gone": "Esta noticia fue retirada.", "missing": "Esta página no existe.",
           "languages": "Idiomas", "skip": "Ir al texto",
           "stale": "El original ha cambiado desde que se hizo esta traducción.",
           "empty": "Todavía no hay nada aquí.", "published": "Publicado", "other": "Aún puede leerse en",
           "unclear": "Esta dirección no está completa o ya no es válida.",
           "fault": "Algo ha fallado por nuestra parte. Inténtelo más tarde.",
           "no_address": "Esto no es una dirección de correo."},
    "fr": {"search": "Rechercher", "found": "Résultats", "nothing": "Rien n’a été trouvé.",
           "related": "À lire aussi", "archive": "Archives", "by_mail": "Actualités par courriel",
           "newsroom": "Espace presse", "older": "Actualités plus anciennes", "corrected": "Corrigé",
           "withdrawn": "Retiré", "gone": "Cet article a été retiré.", "missing": "Cette page n’existe pas.",
           "languages": "Langues", "skip": "Aller au texte",
           "stale": "L’original a changé depuis cette traduction.",
           "empty": "Il n’y a encore rien ici.", "published": "Publié", "other": "On peut encore le lire en",
           "unclear": "Cette adresse n’est pas complète ou n’est plus valable.",
           "fault": "Une erreur s’est produite de notre côté. Veuillez réessayer plus tard.",
           "no_address": "Ceci n’est pas une adresse électronique."},
    "pt": {"search": "Pesquisar", "found": "Resultados", "nothing": "Nada foi encontrado.",
           "related": "Mais sobre isto", "archive": "Arquivo", "by_mail": "Notícias por e-mail",
           "newsroom": "Sala de imprensa", "older": "Notícias anteriores", "corrected": "Corrigido",
           "withdrawn": "Retirado", "gone": "Esta notícia foi retirada.", "missing": "Esta página não existe.",
           "languages": "Idiomas", "skip": "Ir para o texto",
           "stale": "O original mudou desde que esta tradução foi feita.",
           "empty": "Ainda não há nada aqui.", "published": "Publicado", "other": "Ainda pode ser lida em",
           "unclear": "Este endereço não está completo ou já não é válido.",
           "fault": "Algo falhou do nosso lado. Tente mais tarde.",
           "no_address": "Isto não é um endereço de e-mail."},
    "ru": {"search": "Поиск", "found": "Результаты", "nothing": "Ничего не найдено.",
           "related": "По теме", "archive": "Архив", "by_mail": "Новости по почте",
           "newsroom": "Новости", "older": "Более ранние новости", "corrected": "Исправлено", "withdrawn": "Отозвано",
           "gone": "Эта новость отозвана.", "missing": "Такой страницы нет.", "languages": "Языки",
           "skip": "К тексту", "stale": "С тех пор как сделан этот перевод, оригинал изменился.",
           "empty": "Здесь пока ничего нет.", "published": "Опубликовано", "other": "Её ещё можно прочитать на",
           "unclear": "Этот адрес неполон или больше не действует.",
           "fault": "У нас произошла ошибка. Попробуйте позже.",
           "no_address": "Это не адрес электронной почты."},
    "zh": {"search": "搜索", "found": "搜索结果", "nothing": "没有找到内容。",
           "related": "相关内容", "archive": "存档", "by_mail": "邮件订阅",
           "newsroom": "新闻中心", "older": "更早的新闻", "corrected": "更正", "withdrawn": "撤回",
           "gone": "这篇新闻已撤回。", "missing": "没有这个页面。", "languages": "语言", "skip": "跳到正文",
           "stale": "本译文完成之后，原文有改动。", "empty": "这里还没有内容。", "published": "发布",
           "other": "仍可阅读的语言",
           "unclear": "这个地址不完整或已失效。",
           "fault": "我们这边出了问题，请稍后再试。",
           "no_address": "这不是邮件地址。"},
    "ar": {"search": "بحث", "found": "النتائج", "nothing": "لم يُعثر على شيء.",
           "related": "مواضيع ذات صلة", "archive": "الأرشيف", "by_mail": "الأخبار بالبريد",
           "newsroom": "غرفة الأخبار", "older": "أخبار أقدم", "corrected": "تصحيح", "withdrawn": "مسحوب",
           "gone": "سُحب هذا الخبر.", "missing": "لا توجد هذه الصفحة.", "languages": "اللغات", "skip": "إلى النص",
           "stale": "تغيّر النص الأصلي بعد إنجاز هذه الترجمة.", "empty": "لا شيء هنا بعد.", "published": "نُشر",
           "other": "لا يزال متاحًا باللغة",
           "unclear": "هذا العنوان غير كامل أو لم يعد صالحًا.",
           "fault": "حدث خطأ لدينا. حاول لاحقًا من فضلك.",
           "no_address": "هذا ليس عنوان بريد."},
}  # fmt: skip


def words(requested: str) -> Mapping[str, str]:
    """In the site's language that comes nearest to the one asked for."""
    return WORDS[site_language(requested)]


def in_language(served: str, requested: str) -> str:
    """A language's name as it is called in another, and in itself."""
    name = language_name(served, site_language(requested))
    return name if name.casefold() == endonym(served).casefold() else f"{name} ({endonym(served)})"


def shown_instant(moment: object, requested: str) -> str:
    """An instant by CLDR, in UTC."""
    return f"{format_datetime(moment, 'medium', tzinfo=None, locale=locale(site_language(requested)))} UTC"  # type: ignore[arg-type]
