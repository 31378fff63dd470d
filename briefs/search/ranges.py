"""How the index is cut into files: by the first letters of words, the same for every site, so that an edit moves no word to another file."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from briefs.languages import base

# Cut where the words of some nine hundred articles in English, and of some twenty in Arabic and Persian, weigh about the same from one
# to the next, each by the number of texts that it stands in. On other words the files are of less even size, and that is all.
_LATIN = """
    1 199 2 200 201 202 3 4 5 6 7 8 9 abil abm abov abr accepta accesse accessin accounta acf achil acrossi acte activ acto acus adde addit addressi admo
    advanced advis affecte aftern agains agencyc agilea agreei aime alexa aliv alla allowa almu alou alt am amb americas amp andr anotherg answere anyb
    anyt apartm appa appende applie applyi aren ari arp artb asis askf aspecto assh asynch attendi audio aun avan avoida awas backb backu bangl basel bask
    becau bech becomi beforeh begg behan bel believed belt benefite bet betw bev biga bill bitb blights blogg blueb booki bothe bpas brandi breathe bringi
    broadb broui budgeta builde buildp bul bureauc buye cabi calla caller campuse cana canaday cantu captc carto cash catw center centeri centz cfr chand
    changed chann chari checkb checkl childr chop cioc clair classi cleara clicka closed cloudf coacha codes collecte collecto comb comen comi commenta
    committ commona como compart compili complexi comply concepti concisel conducti confusio consiste conste consulto contacte contenti contextu controll
    coopera costa couldn countd coupled covera crc created createe creatio cree crosse csss cumulati currentl custome danic datab dated dayt dean decided
    decisiv dedicati defaulti definit delighte deliveri demandi deper depthf designa designi deskt detaile develope developi developm devicea dguo didn
    diff digitale dir directo disabl discussi disting diver dix doa dodg doesnt doj dolly donk donu doorf downe dp drawn driver dug durl dynamica eag earm
    easies easin eat edito effecti effo effortl eiti elementa elsew emaile embraced employi enabled enda endorsed engaged engai enhanced enr ensured enth
    ento ern espo ete eveni eventb evere everyb everyt evi exag exas excitedl exem exit expecte experti explaine exposed exter eyeb facel facto failu fare
    fastes fearf featured federalf federall feedi feeli fellows fewe fielde figured fille finan finda finishe firstg fitb fixa flexibl flowe focuse focusi
    folks fom forb forke formali fort forwarde founda fours frang freef frie fronte fueli fum funder fussi futuri gallo gatheri generali generat gentlem
    getc gh ghuan ghueryi ghuicks ghuit gitb given givi globall goa gob gol gonn goodb goth gran graz greate grego groupe growi gsaf guide guideb halfw
    handc happene har hardi havi hea headl healthyp hearti helpd helpfull helpl heri hero highe hip holdi hoped horne hote housed howa hri hubo humane hus
    ideab ideasc ifb ima imagined immen impacte importi improved improvi improvis included inclus increm inf inghuiry initiat ino insidet inspiri instg
    intens interest interj intervi inventiv invet involvem issued ita iterativ ivb jap jerr jobb joiner jov juliet justi kare keepe kentu keyb kinda kni
    knowa krau labora landingh langui larger lastc latera launche laund leade leaders leap learna learner leat lee legale lesse let levele libre lightb
    liked liken lin linka liste listi lived lj localh logica longe looke looko lott loved loweri mader mailm majori maker makingg managem manager manan
    map mapa markd marketp matche mattere maya me meand measurem medicall meeti meghana members menus met methodo miat mids mighti millis minde mining
    misse missis mlt mocke modern modifie momento monitore monthl moreo mosta mover mucha multipli musta named nasas nearb neede needi netf nevert newb
    news nextg nict noa nonc northe noti novi nowa nul numbere obamas obtaine ocur offer offero oftent ol onco oner only onr onw opena operated opiniona
    oppos optiona orderi originat otherw otr outa outd outri overa overcomi overw ownc owners pab pager painf paperw part parta partnere party patente
    patters pdi pep perc performa periodi persona peters phila photost pictured pilote placeb plainl plane platt playb pleased pnn pointe policym pop
    possibly posta poster poweri prea prero pressl prime printer pris privatel problema processe produced producti programm projecte projecti prong
    proposi proudl provided providen provin publica publico pumpe purposef putt racer rampe rapp rati reacha reada reade real realg realm reasona received
    recentl recer recr reduct referr refram reghuiri registry regulato relatedl releasi reliably remaini remoto repeata reporta repos responsi resulta
    returne rever revis rg rightf risk roadmapp rolep roon rowl rulem runw sag samh samp satisfag savv sayi scali sciencei scored sean seconda secured
    secy seed seek seg selecto seni ser served servicem sest seta sever sghli sharea shark shea shipm shorta shoulde shut signa sile simo simplif sincer
    singu sitec sitew sizea skille sleev smalle smalles soa socialg sof soi solved someb somer someti somew sorta sourced sourci spang spear spendi
    spirite spreadi sri staffe staged standa startc starteg startl stated status steak steph stillw stopb storya stray stressi stronge strut stuf subd
    succeedi suck suffici suited superb supporte suref surveye swat systema tabi tag takea talen talkb targete taske tay teame techc techp telle tena
    termi testa the therei theyv think thinke thinks thoughtb thres througho throwa timeb tipo todd togg tole took toolb topc tor tourn tracke trait tras
    tremo trig trum tryi ts turna tweetc twof typed ua una underb underu uniforme unitem unlocke untim upb updated upf urgent usa usabl usdc usea usef
    usefuln userg usint utilizi validati valued variet varyi vene versione veryw vi vici viewa visite visuali void walle wante wanti wast wayb webk webt
    wedd weekd weld wellb wer wg whate whene wherea whi whod whyd wic wik winni withl withs won worde worka workd workfo workl worldh worthy writer wro
    wys yearl yi youd younge youre yours yoz
    """
_NAMES = """
    ~abst ~adatur ~advasar ~agan ~alaxa ~amads ~ampr ~anatala ~anf ~ankras ~anstal ~antara ~antarv ~aplakat ~argu ~asas ~atanda ~avarab ~bag ~baluc ~bat
    ~bragat ~brukl ~bunda ~chrast ~dagas ~dakl ~dapl ~datab ~davas ~drupan ~durant ~falus ~frag ~fulun ~furtha ~gatb ~gathubt ~glur ~gu ~guglad ~gustat
    ~hala ~hap ~harmf ~hu ~hunda ~hv ~janaf ~jp ~junad ~kapa ~katac ~klas ~kratar ~kudus ~kumar ~kums ~kunu ~kush ~lada ~landang ~lasta ~lughm ~mac ~magu
    ~malk ~manam ~marar ~mashu ~mku ~muntas ~nadk ~nat ~nulb ~nux ~papast ~paruda ~plad ~prasar ~prutu ~puls ~radu ~raghus ~ralat ~rat ~rubu ~sadak ~sala
    ~sandr ~santara ~sara ~sghla ~skanar ~slu ~spasala ~stand ~statak ~studan ~sulas ~suns ~sustana ~tanas ~thanka ~thught ~trusta ~tung ~ubamas ~ufasal
    ~uhana ~uhata ~ukt ~unav ~unra ~usdas ~uthuraz ~vachm ~valk ~vardan ~vatarg ~vurdp
    """
_BETWEEN = (
    "\x7f",
    "\u0370",
    "\u03b5",
    "\u03bb",
    "\u03c0",
    "\u03c4",
    "\u0400",
    "\u0433",
    "\u0437",
    "\u043a",
    "\u043d",
    "\u043f",
    "\u0440",
    "\u0441",
    "\u0443",
    "\u0500",
)
"""Greek, Cyrillic and Hebrew letters."""
_ARABIC = """
    اج احتمالی اخرین اراج اساسی استفادهی اشخاصی اضافیا اعط افکارا امکن اندازی اهدافت اکت ایق بازن باید بخشد براح برند بشخ بل بنیه بک بیف تبط تجاو تحل ترسن
    تسهی تضیفه تعلمت تفه تماس ته ثان جدیدا جمه حالات حذف حلق خاط خطیر خوش داشتند درنظ دلیلا دیدگ راها رسو روزن زن ساعدن سح سلوکا سی شانسی شرط شهره صداق
    ضروریا طو عج علوی عنه فاص فرستد فعلیا فکری قبلا قض لابل لت لدل لف لمنع لیک متب متوس مجم محظوظو مدخ مرحل مساهمتی مستودعک مشاری مشکلاتش مظ مغ ملف منتظم
    مهام موح مکالماتی میخواهی میکنم ناچ نرخ نطل نماذ نوظ نیازم هستی هنگ واحی وانت وتو وردپ وعمل ولیسو ووض پاس پش چته کاربرد کت کسب کمکر کپیر گفته یتطو یخب
    یسر یعم یمی
    """
_BEYOND = (
    "\u0700",
    "\u0900",
    "\u0b80",
    "\u0e00",
    "\u1000",
    "\u3040",
    "\u3100",
    "\u4e00",
    "\u5100",
    "\u5b00",
    "\u6500",
    "\u6b00",
    "\u7500",
    "\u8000",
    "\u9000",
    "\uac00",
)
"""Letters from India to Japan."""

BOUNDS: tuple[str, ...] = ("", *_LATIN.split(), "~", *_NAMES.split(), *_BETWEEN, "\u0600", *_ARABIC.split(), *_BEYOND)
"""The first word that a section may hold, for all sections in their order. They are the finest cut that there is."""

_SCRIPTS = (
    ("latin", 0, BOUNDS.index("~")), ("latin", BOUNDS.index("~"), BOUNDS.index("\x7f")), ("between", BOUNDS.index("\x7f"), BOUNDS.index("\u0600")),
    ("arabic", BOUNDS.index("\u0600"), BOUNDS.index("\u0700")), ("beyond", BOUNDS.index("\u0700"), len(BOUNDS)),
)  # fmt: skip
_BY_LANGUAGE = {
    **dict.fromkeys(("ar", "arc", "ckb", "dv", "fa", "ks", "mzn", "ps", "sd", "ug", "ur"), "arabic"),
    **dict.fromkeys(("be", "bg", "el", "he", "hy", "kk", "ky", "mk", "mn", "ru", "sr", "tg", "uk", "yi"), "between"),
    **dict.fromkeys(
        (
            "am",
            "bn",
            "bo",
            "gu",
            "hi",
            "ja",
            "ka",
            "km",
            "kn",
            "ko",
            "lo",
            "ml",
            "mr",
            "my",
            "ne",
            "or",
            "pa",
            "si",
            "ta",
            "te",
            "th",
            "ti",
            "zh",
        ),
        "beyond",
    ),
}
_SMALL = 64
"""Fewer briefs than this in a script have their words in one file."""
_BRIEFS = 8
"""So many briefs in a script for each of the files that its words are parted into, or up to twice as many."""


def parts(languages: Iterable[str]) -> list[tuple[int, int]]:
    """Cut the index of briefs in these languages into files: gives the first section of each, and the first that is no more its own.

    The number of files for a script is a power of two, so that it hardly ever changes.
    """
    counts = Counter(_BY_LANGUAGE.get(base(language), "latin") for language in languages)
    found: list[tuple[int, int]] = []
    for script, first, stop in _SCRIPTS:
        count = counts[script] // _BRIEFS if counts[script] >= _SMALL else 1
        files = min(1 << count.bit_length() - 1, stop - first)
        cuts = [first + (stop - first) * number // files for number in range(files + 1)]
        found += pairwise(cuts)
    return found


def sections(part: str) -> tuple[int, int]:
    """Read the numbers of a part, `0-12`: its first section, and the first that is no more its own."""
    first, _, stop = part.partition("-")
    return int(first), int(stop)
