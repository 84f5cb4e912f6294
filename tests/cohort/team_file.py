"""A team's file without a fault: names of columns, and six patients made up."""

HEAD = "patient,age_years,vp,vv,child_pugh,size_mm,best_response,converted,resected,start,operation,death,last_contact"
GOOD = (
    "P1,63,3,0,5,85,PR,yes,yes,2018-04-02,2018-09-14,,2023-05-30",
    "P2,71,4,2,6,110,SD,no,no,2018-06-11,,2019-07-03,",
    "P3,58,1,3,5,64,PD,no,no,2019-01-21,,,2020-02-17",
    "P4,66,0,0,5,92,PR,yes,yes,2019-03-04,2019-08-20,2021-01-10,2021-01-10",
    "P5,49,3,1,7,150,SD,no,no,2020-05-05,,2020-11-11,",
    "P6,77,0,1,5,47,CR,yes,no,2020-06-02,,,2024-01-15",
)
