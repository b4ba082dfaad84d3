-- The attribution in whole fen: largest remainder of |amount|, ties by building code (its number), sign restored.
-- Results: by_column (building, month, col), by_taxpayer (building, month, taxpayer), lost (taxpayer, month, col, reason).
create or replace temp table months as
select month, make_date(month // 12, month % 12 + 1, 1) - date '1970-01-01' as first,
    make_date((month + 1) // 12, (month + 1) % 12 + 1, 1) - date '1970-01-01' - 1 as last
from (select unnest(range((select min(month) - 3 from payments), (select max(month) + 1 from payments))) as month);

create or replace temp table occ as
with spread as (
    select party, building, dm2, first, last, unnest(range(
        greatest((select min(month) from months), year(d1) * 12 + month(d1) - 1),
        least((select max(month) from months), year(d2) * 12 + month(d2) - 1) + 1)) as month
    from (select *, date '1970-01-01' + first as d1, date '1970-01-01' + least(last, 100000) as d2 from held)
)
select party, building, s.month::smallint as month, sum(dm2 * days)::bigint as dm2_days, sum(days)::bigint as unit_days,
    bool_or(dm2 is null) as unclear
from (select s.*, least(s.last, m.last) - greatest(s.first, m.first) + 1 as days from spread s join months m using (month)) s
group by all;

create or replace temp table space as
select party, month, count(*)::integer as buildings, bool_or(unclear) as unclear, sum(coalesce(dm2_days, 0))::hugeint as total,
    sum(unit_days)::bigint as days, min(building) as building
from occ group by all;

create or replace temp table asked as
with groups as (select distinct month, taxpayer from payments),
linked as (
    select g.month, g.taxpayer, l.party, s.split
    from groups g join months m using (month)
    left join links l on l.taxpayer = g.taxpayer and l.first <= m.last and l.last >= m.last
    left join splits s on s.taxpayer = g.taxpayer and s.first <= g.month and s.last >= g.month
),
begins as (select party, min(first) as first from held where first <= last group by party)
select l.month, l.taxpayer, l.split, l.party, n.month as at, n.buildings, n.total, n.days, n.building,
    case when l.split is not null then null
         when n.month is not null and n.month >= l.month - 3 then if(n.buildings > 1 and n.unclear, 3, null)
         when l.party is null then 2
         when b.first < m.first then 1 else 0 end as reason
from linked l join months m using (month)
asof left join space n on l.party = n.party and l.month >= n.month
left join begins b on b.party = l.party;

-- one target: whole
create or replace temp table whole as
select month, taxpayer, building from asked where split is null and reason is null and buildings = 1;

-- several targets: weights
create or replace temp table targets as
select a.month, a.taxpayer, o.building, if(a.total > 0, coalesce(o.dm2_days, 0), o.unit_days)::hugeint as w,
    if(a.total > 0, a.total, a.days)::hugeint as all_w
from asked a join occ o on o.party = a.party and o.month = a.at
where a.split is null and a.reason is null and a.buildings > 1
union all
select a.month, a.taxpayer, p.building, p.weight, sum(p.weight) over (partition by a.month, a.taxpayer)
from asked a join split_parts p using (split);

create or replace temp table several as select distinct month, taxpayer from targets;

create or replace temp view amounts as
select p.rowid as id, p.month, p.taxpayer, p.col, p.fen, s.counts,
    coalesce(p.retained, sign(p.fen) * ((2 * abs(p.fen) * if(s.central and t.central, 0, s.num) + s.den) // (2 * s.den)))::bigint
        as retained
from payments p join shares s using (month, col) join taxpayers t using (taxpayer);

-- amounts × weights of who is in several buildings fit into 64 bits here (DuckDB stops where they do not), and one number per row to part by.
-- Two targets, the most by far, need no window: the one fen that may be left goes to the larger rest
create or replace temp table pairs as
select month, taxpayer, min(building) as one, max(building) as two, arg_min(w, building)::bigint as w, min(all_w)::bigint as all_w
from targets group by all having count(*) = 2;

create or replace temp table divided as
with two as (
    select a.month, a.taxpayer, a.col, a.counts, p.one, p.two, a.fen, a.retained, p.all_w,
        abs(a.fen) * p.w // p.all_w as f, abs(a.fen) * p.w % p.all_w as f_rest,
        abs(a.retained) * p.w // p.all_w as r, abs(a.retained) * p.w % p.all_w as r_rest
    from amounts a join pairs p using (month, taxpayer)
),
first as (
    select *, sign(fen) * (f + (2 * f_rest >= all_w)::int) as f_one, sign(retained) * (r + (2 * r_rest >= all_w)::int) as r_one
    from two
),
more as (
    select a.id, a.month, a.taxpayer, a.col, a.counts, t.building, a.fen, a.retained,
        abs(a.fen) * t.w::bigint // t.all_w::bigint as f, abs(a.fen) * t.w::bigint % t.all_w::bigint as f_rest,
        abs(a.retained) * t.w::bigint // t.all_w::bigint as r, abs(a.retained) * t.w::bigint % t.all_w::bigint as r_rest
    from amounts a join targets t using (month, taxpayer) anti join pairs using (month, taxpayer)
),
ranked as (
    select *, row_number() over (partition by id order by f_rest desc, building) as f_rank,
        row_number() over (partition by id order by r_rest desc, building) as r_rank,
        abs(fen) - sum(f) over (partition by id) as f_left, abs(retained) - sum(r) over (partition by id) as r_left
    from more
)
select month, taxpayer, col, counts, one as building, f_one::bigint as fen, r_one::bigint as retained from first
union all
select month, taxpayer, col, counts, two, (fen - f_one)::bigint, (retained - r_one)::bigint from first
union all
select month, taxpayer, col, counts, building, (sign(fen) * (f + (f_rank <= f_left)::int))::bigint,
    (sign(retained) * (r + (r_rank <= r_left)::int))::bigint
from ranked;

create or replace temp view pieces as
select a.month, a.taxpayer, a.col, a.counts, w.building, a.fen, a.retained
from amounts a join whole w using (month, taxpayer)
union all
select month, taxpayer, col, counts, building, fen, retained from divided
where building < (select buildings from sizes);

create or replace temp table by_column as
select building, month, col, sum(fen)::bigint as fen, sum(retained)::bigint as retained
from pieces group by all having sum(fen) <> 0 or sum(retained) <> 0;

create or replace temp table by_taxpayer as
select building, month, taxpayer, coalesce(sum(fen) filter (where counts), 0)::bigint as tax,
    coalesce(sum(retained) filter (where counts), 0)::bigint as retained,
    coalesce(sum(fen) filter (where not counts), 0)::bigint as fee
from pieces where fen <> 0 or retained <> 0 group by all having tax <> 0 or retained <> 0 or fee <> 0;

create or replace temp table lost as
select a.month, a.taxpayer, a.col, g.reason, a.fen, a.retained
from amounts a join asked g using (month, taxpayer)
where g.reason is not null and (a.fen <> 0 or a.retained <> 0)
union all
select month, taxpayer, col, 4, fen, retained from divided where building = (select buildings from sizes)
    and (fen <> 0 or retained <> 0);
