"""Words that stand in nearly every text: as a company's term they would be found everywhere."""

_SMALL = """
a about above after again against ago all almost along already also although always am among an and another any anyone
are around as at away back be because been before behind being below between both but by can cannot could did do does
done down during each either else enough ever every few first for from further get had has have he her here hers him
his how however i if in instead into is it its itself just last least less let like many may me might mine more most
much must my near never next no nobody none nor not nothing now of off often on once one only onto or other others our
ours out over own per perhaps quite rather same several shall she should since so some someone something soon still
such than that the their theirs them then there these they this those though through thus to together too toward two
under until up upon us very via was we well were what when where whether which while who whole whom whose why will
with within without would yes yet you your yours ab aber alle allem allen aller alles als andere anderen auch auf aus
bei beim bereits bin bis bist da dabei dadurch daher damit danach dann daran darauf daraus das dass davon dazu dein
deine dem den denn der deren des deshalb dessen dich die dies diese diesem diesen dieser dieses dir doch dort du durch
ein eine einem einen einer eines einige er es etwa etwas euch euer eure für fast gegen genug gibt hab habe haben hat
hatte hatten heute hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer ins ist ja je jede jedem
jeden jeder jedes jedoch jetzt kann kein keine keinem keinen keiner können könnte mal man manche mehr mein meine mich
mir mit muss müssen nach nachdem neben nein nicht nichts noch nun nur ob oder ohne schon sehr sein seine seinem seinen
seiner seit selbst sich sie sind sogar solche soll sollte sondern sonst trotz über um und uns unser unsere unter viel
viele vom von vor während war waren warum weg weil weiter welche welcher wenn wer werde werden wie wieder wir wird wo
wohl worden wurde wurden zu zum zur zwar zwischen à afin ai ainsi alors après au aucun aussi autre autres aux avait
avant avec avoir beaucoup bien car ce ceci cela celle celui cent ces cet cette ceux chaque chez comme comment contre
dans de depuis dès deux devant doit donc dont elle elles en encore enfin entre est et étaient était été être eu eux
fait fois font grand hors ici il ils jusque la là le les leur leurs lors lui ma mais même mes moi moins mon ne ni non
nos notre nous ont ou où par parce parmi pas pendant peu peut plus plusieurs pour pourquoi près puis quand que quel
quelle quelque qui quoi sa sans se selon sera ses seulement si sien soi son sont sous souvent sur ta te tes toi ton
toujours tous tout toute toutes très trop tu un une vers voici voilà vos votre vous vu y al algo alguien algún alguna
algunos ante antes aquel aquí así aún aunque bajo cada casi como con contra cual cuando cuanto del desde después donde
dos durante e el ella ellas ellos encima entonces era esa ese eso esta está están estas este esto estos fue fueron ha
había han hasta hay hoy las lo los luego mas más mí mi mientras mis mismo mucho muchos muy nada nadie nosotros nuestra
nuestro nunca o os otra otro otros para pero poco por porque pues qué quien según ser sí sido siempre sin sino sobre
solo sólo su sus también tan tanto tiene toda todas todo todos tras tú tus u una uno unos usted ustedes ya yo
"""
_COMMON = """
account address agreement answer area bank board book budget business call case change chapter city client clients
code company companies computer contact contract cost costs country customer customers data date day days department
design development document documents email employee employees end error example file files finance form general group
help home house idea information internal international internet invoice issue item job language law letter level life
line list manager market marketing meeting member message model money month name names network new news note number
office offer order orders page paper part partner payment people person phone plan planning point policy price private
problem process product production products program project projects public quality question report request research
result results sales school server service services sheet site software solution staff start state status strategy
street summary supplier suppliers support system table task team technology term terms test text time title today
tomorrow tool town training update user users value version video water website week work world year years abteilung
adresse aktuell anfrage angebot angebote antwort anzahl arbeit artikel aufgabe auftrag aufträge bedarf beispiel
bereich bericht berichte beschreibung besprechung betrag betrieb brief buch büro chef daten datum datei dateien
dokument dokumente einkauf ende entwicklung ergebnis fall fehler firma firmen frage fragen frau freigabe geld
gesellschaft gespräch gruppe haus herr hilfe informationen intern jahr jahre kategorie konto kosten kunde kunden land
lager leistung lieferant lieferanten liste lösung markt mitarbeiter mitglied monat nachricht namen neu neue nummer
ordner ort personal planung preis preise produkt produkte produktion projekt projekte protokoll prozess prüfung
qualität raum rechnung rechnungen seite stadt stelle stellen strategie straße strasse stück tabelle tag tage technik
termin termine thema titel umsatz unternehmen unterlagen verkauf vertrag verträge vertrieb verwaltung vorgang vorlage
vorstand welt werk wert woche ziel ziele zeit zentrale zusammenfassung begriff begriffe accord affaire an année années
argent article banque besoin bureau catégorie cas chiffre commande compte contrat courrier coût demande développement
dossier données droit employé entreprise équipe erreur exemple facture fichier fin formation fournisseur gestion
groupe heure homme jour jours lettre ligne logiciel maison marché membre mois monde nom nombre nouveau nouvelle objet
offre partie pays personne pièce place prix problème produit produits programme projet projets qualité rapport réponse
réseau réunion semaine société stratégie suite sujet système tableau temps terme termes texte titre travail
utilisateur vente ventes vie ville acuerdo año años área archivo asunto ayuda banco calidad calle cambio carta caso
categoría ciudad cliente clientes compañía compra contrato correo costo cosa cuenta datos departamento desarrollo día
dinero dirección documento ejemplo empleado empresa empresas equipo estado estrategia factura fecha forma gente
gobierno gracias grupo hombre hora informe información jefe lista lugar mano mercado mes mujer mundo nota nuevo número
oferta oficina orden página país parte pedido persona personas precio problema proceso producto productos programa
proveedor proyecto proyectos pregunta red respuesta resultado reunión semana servicio sistema sitio socio solución
tabla tarea término texto tiempo título trabajo usuario valor venta ventas vida monday tuesday wednesday thursday
friday saturday sunday january february march april may june july august september october november december montag
dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz mai juni juli oktober dezember lundi mardi
mercredi jeudi vendredi samedi dimanche janvier février mars avril juin juillet août septembre octobre novembre
décembre lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto
septiembre octubre noviembre diciembre germany deutschland france spain españa europe europa england america usa
berlin münchen hamburg paris london madrid wien english deutsch german french français spanish español
"""
SMALL = frozenset(_SMALL.split())
"""Words of grammar, in English, German, French and Spanish."""
ORDINARY = SMALL | frozenset(_COMMON.split())
"""Those and words of every office."""
