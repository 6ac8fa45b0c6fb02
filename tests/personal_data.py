"""Comments with personal data that a customer could write, and comments that only look so.

HOSTILE has a text a line, and after ⇒ what must be gone from it; several are parted by ¦. None of it is real.
"""

NAMES = ("Jane", "Aisha", "Giulia", "Oluwaseun", "Wojciech", "Zoë", "François", "Íñigo", "小明")  # the consultant's own
STAFF = ("Mark Oyelaran", "Siobhán O’Neill", "Grace Villanueva", "Jürgen Öztürk")  # people who answered

HOSTILE = """
Write to jane.doe@firm.com please ⇒ jane.doe ¦ firm.com
Write to <jane.doe+kestrel@firm.co.uk>. ⇒ jane.doe ¦ firm.co.uk
my mail: JANE_DOE99@FIRM.COM! ⇒ JANE_DOE99 ¦ FIRM.COM
"jane doe"@firm.com is where I am ⇒ jane doe ¦ firm.com
jane.doe @ firm.com did not work ⇒ jane.doe ¦ firm.com
jane.doe@ firm . com did not work ⇒ jane.doe ¦ firm
jane.doe (at) firm (dot) com ⇒ jane.doe ¦ firm
jane.doe[at]firm[dot]com ⇒ jane.doe ¦ firm
jane.doe {at} firm.com ⇒ jane.doe ¦ firm
reach me: jdoe77 at firm dot com ⇒ jdoe77 ¦ firm
reach me: j dot doe at firm dot co dot uk ⇒ doe ¦ firm
reach me: jdoe77 at firm.com ⇒ jdoe77 ¦ firm.com
JDOE AT FIRM DOT COM ⇒ JDOE ¦ FIRM
jane.doe＠firm．com ⇒ jane.doe ¦ firm
ｊａｎｅ.doe@firm.com ⇒ ｊａｎｅ ¦ doe@firm
jane\u200b.doe\u200b@\u200bfirm.com ⇒ jane ¦ firm
jane.d\u00adoe@fi\u2060rm.com ⇒ jane ¦ rm.com
jane.doe\u00a0@\u00a0firm.com ⇒ jane.doe ¦ firm
müller@straße.example hat nichts bekommen ⇒ müller ¦ straße.example
Meine Mail ist hans.meier@web.de ⇒ hans.meier ¦ web.de
Meine Mail ist hans.meier ät web punkt de ⇒ hans.meier ¦ web punkt
hans punkt meier at web punkt de ⇒ meier ¦ web
hans_meier (ät) web.de ⇒ hans_meier ¦ web.de
mon adresse est luc.moreau arobase orange point fr ⇒ luc.moreau ¦ orange
mon adresse: luc.moreau@orange.fr, merci ⇒ luc.moreau ¦ orange.fr
mi correo es pgarcia arroba correo punto es ⇒ pgarcia ¦ correo punto
la mia mail rossi.m chiocciola posta punto it ⇒ rossi.m ¦ posta
почта: ivan@пример.рф не работает ⇒ ivan ¦ пример
jane@[192.168.10.20] bounced ⇒ jane ¦ 192.168.10.20
mailto:jane.doe@firm.com?subject=hi ⇒ jane.doe ¦ firm.com
cc jane.doe@firm.com;bob.roe@firm.com ⇒ jane.doe ¦ bob.roe
(jane.doe@firm.com) ⇒ jane.doe
I am @janedoe77 on every network ⇒ janedoe77
jane.doe@firm ⇒ jane.doe
Ring 0171 234 5678 ⇒ 0171 ¦ 5678
Ring 020 7946 0958 ⇒ 7946 ¦ 0958
Ring +44 20 7946 0958 ⇒ 7946 ¦ 0958
Ring +44 (0)20 7946 0958 ⇒ 7946 ¦ 0958
Ring 07700 900123 ⇒ 07700 ¦ 900123
Ring 07700900123 ⇒ 07700900123
Ring 0044 7700 900123 ⇒ 7700 ¦ 900123
(020) 7946-0958 is mine ⇒ 7946 ¦ 0958
07700.900.123 is mine ⇒ 07700 ¦ 900.123
07700/900123 is mine ⇒ 07700 ¦ 900123
07700·900·123 is mine ⇒ 07700 ¦ 123
07700–900–123 is mine ⇒ 07700 ¦ 123
07700\u00a0900\u00a0123 is mine ⇒ 07700 ¦ 123
0\u200b7700\u200b900123 is mine ⇒ 7700 ¦ 900123
０７７００ ９００１２３ is mine ⇒ ０７７００ ¦ ９００１２３
٠٧٧٠٠ ٩٠٠١٢٣ is mine ⇒ ٠٧٧٠٠ ¦ ٩٠٠١٢٣
𝟎𝟕𝟕𝟎𝟎 𝟗𝟎𝟎𝟏𝟐𝟑 is mine ⇒ 𝟕𝟕𝟎𝟎 ¦ 𝟏𝟐𝟑
0 7 7 0 0 9 0 0 1 2 3 is mine ⇒ 7 7 0 0
0-7-7-0-0-9-0-0-1-2-3 is mine ⇒ 7-7-0-0
oh seven seven double oh nine double oh one two three ⇒ seven seven ¦ one two three
null eins sieben eins zwei drei vier fünf ⇒ sieben eins ¦ vier fünf
zéro six un deux trois quatre cinq six ⇒ deux trois quatre
seis uno dos tres cuatro cinco seis siete ocho ⇒ cuatro cinco
tre quattro sette uno due tre quattro cinque ⇒ sette uno
(555) 123-4567 any time ⇒ 123-4567
555-123-4567 any time ⇒ 555-123 ¦ 4567
555.123.4567 any time ⇒ 555.123 ¦ 4567
+1 (555) 123-4567 any time ⇒ 123-4567
1-800-555-0199 x12 ⇒ 555-0199
Call me: 555-0199 ⇒ 555-0199
my number is 5550199 ⇒ 5550199
Meine Nummer ist 4711 08 15 ⇒ 4711 08
Tel. 030/123456 ⇒ 123456
Tel.: (030) 12 34 56 78 ⇒ 12 34 56
Telefon +49-30-1234567 ⇒ 1234567
Handy 0151 23456789 ⇒ 0151 ¦ 23456789
Rückruf unter 0043 1 58858 0 bitte ⇒ 58858
+41 44 668 18 00 ⇒ 668 18
06 12 34 56 78 ⇒ 34 56 78
06.12.34.56.78 merci ⇒ 34.56.78
+33 6 12 34 56 78 ⇒ 34 56 78
0033612345678 ⇒ 612345678
mon portable: 612345678 ⇒ 612345678
mi móvil 612 345 678 ⇒ 612 345
+34 91 123 45 67 ⇒ 123 45 67
llámame al 912345678 ⇒ 912345678
cellulare 347 1234567 ⇒ 1234567
+39 06 6982 1234 ⇒ 6982 1234
3471234567 è il mio numero ⇒ 3471234567
whatsapp +55 11 91234-5678 ⇒ 91234
+91 98765 43210 ⇒ 98765
+86 138 0013 8000 ⇒ 0013 8000
Card 4111 1111 1111 1111 was charged ⇒ 1111 1111
Card 4111-1111-1111-1111 was charged ⇒ 1111-1111
Card 4111111111111111 was charged ⇒ 4111111111111111
Card 4111.1111.1111.1111 was charged ⇒ 1111.1111
Card 4111 1111 1111 1111 exp 04/27 ⇒ 1111 1111
5500 0000 0000 0004 is my Mastercard ⇒ 5500 ¦ 0004
3782 822463 10005 is my Amex ⇒ 822463 ¦ 10005
6011000990139424 ⇒ 6011000990139424
４１１１　１１１１　１１１１　１１１１ ⇒ １１１１　１１１１
4111\u200b1111\u200b1111\u200b1111 ⇒ 1111\u200b1111
4111\u00a01111\u00a01111\u00a01111 ⇒ 1111\u00a01111
4111x1111x1111x1111 ⇒ 1111x1111
4111a1111b1111c1111 ⇒ 1111b1111
4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 ⇒ 1 1 1 1 1 1
4111_1111_1111_1111 ⇒ 1111_1111
4111/1111/1111/1111 ⇒ 1111/1111
4111 - 1111 - 1111 - 1111 ⇒ 1111 - 1111
٤١١١ ١١١١ ١١١١ ١١١١ ⇒ ١١١١ ١١١١
Meine Karte 4000 0566 5566 5556 ⇒ 0566 ¦ 5566
DE89 3704 0044 0532 0130 00 ⇒ 3704 ¦ 0532
DE89370400440532013000 ⇒ 370400440532013000
de89 3704 0044 0532 0130 00 bitte erstatten ⇒ 3704 ¦ 0532
DE89-3704-0044-0532-0130-00 ⇒ 3704 ¦ 0532
GB29 NWBK 6016 1331 9268 19 refund there ⇒ NWBK ¦ 6016
GB29NWBK60161331926819 ⇒ NWBK60161331926819
FR14 2004 1010 0505 0001 3M02 606 merci ⇒ 2004 ¦ 3M02
ES91 2100 0418 4502 0005 1332 ⇒ 2100 ¦ 0418
IT60 X054 2811 1010 0000 0123 456 ⇒ X054 ¦ 2811
IT60X0542811101000000123456 ⇒ X0542811101000000123456
ＤＥ８９ ３７０４ ００４４ ０５３２ ０１３０ ００ ⇒ ３７０４ ¦ ０５３２
DE89\u200b3704\u200b0044\u200b0532\u200b0130\u200b00 ⇒ 3704 ¦ 0532
CH93 0076 2011 6238 5295 7 ⇒ 0076 ¦ 2011
sort code 20-00-00 account 55779911 ⇒ 20-00-00 ¦ 55779911
customer number 8840213 was not found ⇒ 8840213
account no. 778-899-12 ⇒ 778-899-12
Kundennummer: 4471 9923 ⇒ 4471 ¦ 9923
Vertragsnummer K-2219004 ⇒ 2219004
Mein Vertrag Nr. 20491188 ⇒ 20491188
numéro de contrat 55120987 / contrat n° 55120987 ⇒ contrat n° 55120987
número de cliente 7788112, cliente 7788112 ⇒ cliente 7788112
DNI 12345678Z ⇒ 12345678Z
SSN 078-05-1120 ⇒ 078-05-1120
078-05-1120 is on your letter ⇒ 078-05-1120
passport no 533401372 ⇒ 533401372
born on 12.03.1980 ⇒ 12.03.1980
geboren am 12. März 1980 ⇒ 12. März
DOB: 1980-03-12 ⇒ 1980-03-12
my address is 203.0.113.45 ⇒ 203.0.113.45
router shows 192.168.178.21 as mine ⇒ 192.168.178.21
2001:db8:85a3:0:0:8a2e:370:7334 ⇒ 85a3 ¦ 8a2e
fe80::1ff:fe23:4567:890a ⇒ fe23 ¦ 890a
MAC 00:1b:44:11:3a:b7 ⇒ 1b:44
MAC 00-1b-44-11-3a-b7 ⇒ 1b-44
https://firm.com/account?user=jdoe&token=a1 ⇒ jdoe ¦ token
http://jdoe:secret@firm.com/ ⇒ jdoe ¦ secret
see https://facebook.com/jane.doe.77 ⇒ jane.doe
see www.linkedin.com/in/jane-doe-4471 ⇒ jane-doe
instagram.com/janedoe ⇒ janedoe
https://kestrel.example/orders/48219931 ⇒ 48219931
I live at 12 Baker Street ⇒ Baker
221b Baker Street, London ⇒ Baker Street
at 7 Long Acre Road the line is dead ⇒ Acre
Hauptstraße 5 hat kein Netz ⇒ Hauptstraße 5
Lindenallee 17b, Berlin ⇒ Lindenallee
wohne in 10115 Berlin ⇒ 10115
25 rue de la Paix ⇒ 25 rue ¦ Paix
calle Mayor 12 ⇒ Mayor 12
via Garibaldi 8 ⇒ Garibaldi
my postcode SW1A 1AA ⇒ SW1A
Mr Smith never rang back ⇒ Smith
mr smith never rang back ⇒ smith
Mrs. Smith-Jones never rang back ⇒ Smith ¦ Jones
MRS SMITH never rang back ⇒ SMITH
Dr. O'Brien's line ⇒ O'Brien
Ms Nguyen Van Anh was kind ⇒ Nguyen ¦ Anh
Prof. Dr. Meyer-Lindenberg ⇒ Meyer ¦ Lindenberg
Herr Müller war nett ⇒ Müller
herr müller war nett ⇒ müller
Frau von der Leyen rief nie an ⇒ Leyen
Frau Dr. Schröder-Köpf ⇒ Schröder ¦ Köpf
Herrn Krüger habe ich dreimal gesprochen ⇒ Krüger
Familie Özdemir wartet ⇒ Özdemir
Mme Lefèvre était aimable ⇒ Lefèvre
Monsieur D'Artagnan ⇒ Artagnan
madame lefèvre était aimable ⇒ lefèvre
Señora García Márquez ⇒ García ¦ Márquez
Sr. Hernández no llamó ⇒ Hernández
Sig.ra Bianchi gentilissima ⇒ Bianchi
Signor Esposito gentilissimo ⇒ Esposito
M\u200br Sm\u200bith never rang ⇒ Sm\u200bith
Mr\u00a0Smith never rang ⇒ Smith
Ｍｒ Ｓｍｉｔｈ never rang ⇒ Ｓｍｉｔｈ
Mr Pa\u0301l Kova\u0301cs never rang ⇒ Kova
my name is Ebenezer Scrooge ⇒ Ebenezer ¦ Scrooge
my name is ebenezer and I wait ⇒ ebenezer
My name's Ebenezer ⇒ Ebenezer
ich heiße Waltraud Zickler ⇒ Waltraud ¦ Zickler
ich heisse waltraud ⇒ waltraud
Mein Name ist Waltraud ⇒ Waltraud
je m'appelle Geneviève Dubois ⇒ Geneviève ¦ Dubois
je m’appelle Geneviève ⇒ Geneviève
me llamo Iker Zubizarreta ⇒ Iker ¦ Zubizarreta
mi chiamo Ludovica Ferrari ⇒ Ludovica ¦ Ferrari
This is Ebenezer Scrooge writing ⇒ Ebenezer ¦ Scrooge
Please help. Kind regards, Thaddeus Brown ⇒ Thaddeus ¦ Brown
Please help. regards thaddeus ⇒ thaddeus
Thanks, Thaddeus ⇒ Thaddeus
Cheers\\n\\nThaddeus B. Crane ⇒ Thaddeus ¦ Crane
Yours sincerely T. Crane ⇒ Crane
MfG Hildebrandt ⇒ Hildebrandt
Mit freundlichen Grüßen, Ute Hildebrandt ⇒ Ute ¦ Hildebrandt
LG Ute ⇒ Ute
Cordialement, Thibault Girard ⇒ Thibault ¦ Girard
Saludos, Xavier Ortega ⇒ Xavier ¦ Ortega
Cordiali saluti Ottavio Conti ⇒ Ottavio ¦ Conti
I spoke to Cuthbert for an hour ⇒ Cuthbert
I spoke with Cuthbert Binns in billing ⇒ Cuthbert ¦ Binns
served by Philippa, lovely ⇒ Philippa
your agent Philippa hung up ⇒ Philippa
the engineer, Tarquin, was late ⇒ Tarquin
an agent called Tarquin Moss ⇒ Tarquin ¦ Moss
Ihr Mitarbeiter Kowalczyk war grob ⇒ Kowalczyk
Ich habe mit Herrn Kowalczyk gesprochen ⇒ Kowalczyk
votre conseillère Solène était parfaite ⇒ Solène
me atendió Begoña muy bien ⇒ Begoña
ho parlato con Fiorella ⇒ Fiorella
thanks to Philippa it works ⇒ Philippa
my wife Rosalind cannot work ⇒ Rosalind
Dear Kestrel, hello Philippa ⇒ Philippa
J. R. Hartley ordered it ⇒ Hartley
Jane was great ⇒ Jane
jane was great ⇒ jane
JANE was great ⇒ JANE
Jane's visit was great ⇒ Jane
Jane Pemberton was great ⇒ Jane ¦ Pemberton
Aisha and Giulia were great ⇒ Aisha ¦ Giulia
tell wojciech ⇒ wojciech
zoë called back ⇒ zoë
Ｊａｎｅ was great ⇒ Ｊａｎｅ
Ja\u200bne was great ⇒ Ja\u200bne
Fran\u0063\u0327ois a été parfait ⇒ Franc
Francois a été parfait ⇒ Francois
小明 很好 ⇒ 小明
Mark Oyelaran came at nine ⇒ Oyelaran
mark oyelaran came at nine ⇒ oyelaran
Oyelaran came at nine ⇒ Oyelaran
siobhán o'neill came ⇒ siobhán ¦ neill
Jürgen Öztürk kam pünktlich ⇒ Jürgen ¦ Öztürk
Villanueva never answered ⇒ Villanueva
""".strip().split("\n")

INNOCENT = """
The bill of £1,299.00 was wrong
1.299,00 € sind zu viel
It cost 1 299 000 euros in all
20 Mbit/s instead of 250 Mbit/s
On 2024-01-02 at 10:15 nobody came
Am 01.02.2024 kam niemand
On 01/02/2024 10:15 nobody came
Le 1er mars 2025, personne
between 2019 and 2021
2023/24 was worse than 2022/23
opening hours 09:00-17:30
I waited 45 minutes, then 20 more
order 48213 never came
Order number 1048213 never came
Bestellung 48213 kam nie an
item 12-3456 is broken
product KX-200/4 and firmware 7.59
version 7.12.1 of the app
Error 404 and then error 50012
The 2 for 1 offer, 3 @ 5.99
ticket #4821933
Your May bill was late
In May nobody answered
Grace period was fine
Mark it done and move on
Will you ever call back?
I hope the rose garden offer ends
The joy of a line that works
Bill me later
I am very unhappy
I am German and read no English letters
Thanks a lot
Thanks for nothing!
thank you, all good now
Best price in town
Regards the router, it is slow
I spoke to customer service
I spoke to Customer Service twice
talked to the technician about it
the agent was friendly
my wife and I wait since June
meine Frau hat angerufen
Die Frau am Telefon war nett
Der Mitarbeiter war freundlich
Herr der Lage war niemand
mit Glasfaser wäre es schneller
Gruß und Kuss
merci beaucoup
gracias por todo
grazie mille
look at kestrel.com for the price
I ordered at kestrel.com last week
see www.kestrel.example for help
https://kestrel.example/help
I miss the old tariff
Don't ask for more
100 % of nothing
5 stars out of 5
1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
Router model AX3000 runs at 5 GHz
the 24/7 hotline is not 24/7
half past 10 on 3 March
4 weeks 3 days 2 calls
Windows 11 and iOS 17.4.1
Hello Kestrel, good job
Thanks Kestrel
""".strip().split("\n")


def hostile() -> list[tuple[str, tuple[str, ...]]]:
    """Each hostile text, with what must be gone."""
    made = []
    for line in HOSTILE:
        text, gone = line.split(" ⇒ ")
        made.append((_read(text), tuple(_read(secret) for secret in gone.split(" ¦ "))))
    return made


def _read(text: str) -> str:
    return text.replace("\\n", "\n")
